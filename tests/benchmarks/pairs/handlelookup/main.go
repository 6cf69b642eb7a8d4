// Command handlelookup ROUNDS prints the two sides of the row handle/lookup, in the form of
// ../pair.h: finding a Go object by the number that C has of it, by runtime_shim/cshared and by
// runtime/cgo. A few hundred objects are live, and each lookup asks for another one.
package main

import (
	"fmt"
	"os"
	"runtime/cgo"
	"strconv"
	"time"

	"github.com/gocshared/rules_go_cshared/runtime_shim/cshared"
)

const (
	objects = 256
	calls   = 50000
	warmup  = 10
)

type object struct{ number int }

var sink int

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "handlelookup:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("%d arguments, want ROUNDS", len(args))
	}
	rounds, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	var table cshared.Handles[object]
	var ours [objects]cshared.Handle
	var theirs [objects]cgo.Handle
	for i := range objects {
		if ours[i], err = table.New(&object{i}); err != nil {
			return err
		}
		theirs[i] = cgo.NewHandle(&object{i})
	}
	for round := range warmup + rounds {
		var a, b float64
		if round%2 == 0 {
			a, b = perCall(func() { lookUp(&table, &ours) }), perCall(func() { lookUpCgo(&theirs) })
		} else {
			b, a = perCall(func() { lookUpCgo(&theirs) }), perCall(func() { lookUp(&table, &ours) })
		}
		if round >= warmup {
			fmt.Printf("%.4f %.4f\n", a, b)
		}
	}
	return nil
}

func perCall(side func()) float64 {
	start := time.Now()
	side()
	return float64(time.Since(start).Nanoseconds()) / calls
}

func lookUp(table *cshared.Handles[object], handles *[objects]cshared.Handle) {
	for i := range calls {
		o, err := table.Get(handles[i%objects])
		if err != nil {
			panic(err)
		}
		sink += o.number
	}
}

func lookUpCgo(handles *[objects]cgo.Handle) {
	for i := range calls {
		sink += handles[i%objects].Value().(*object).number
	}
}
