// Command generator writes a Go package with random signatures, and a C program that calls each function
// through the generated API and compares what comes back with what went in. Beside the functions there are
// some that call a function of the program, and some that return iterators.
//
//	generator -seed 1 -functions 500 -callbacks 160 -go roundtrip.go -c host.c -vectors vectors.json
package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
)

func main() {
	seed := flag.Uint64("seed", 1, "seed of the random numbers")
	functions := flag.Int("functions", 500, "how many functions")
	callbacks := flag.Int("callbacks", 160, "how many functions that call one of the program")
	goFile := flag.String("go", "", "the Go package to write")
	cFile := flag.String("c", "", "the C program to write")
	vectors := flag.String("vectors", "", "the test vectors to write")
	flag.Parse()
	w := &writer{rand: rand.New(rand.NewPCG(*seed, 0)), seed: *seed}
	w.types()
	for i := range *functions {
		w.function(i)
	}
	for i := range *callbacks {
		w.callback(i)
	}
	iterators := w.iterators()
	w.finish(*functions, *callbacks, iterators)
	for path, text := range map[string]string{*goFile: w.goText.String(), *cFile: w.cText.String(), *vectors: "[\n" + strings.Join(w.vectors, ",\n") + "\n]\n"} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "generator:", err)
			os.Exit(1)
		}
	}
}

// writer collects both files.
type writer struct {
	rand    *rand.Rand
	seed    uint64
	goText  strings.Builder
	cText   strings.Builder
	calls   strings.Builder // of main in C
	kinds   []kind
	vectors []string
}

func (w *writer) golang(format string, args ...any) { fmt.Fprintf(&w.goText, format+"\n", args...) }
func (w *writer) c(format string, args ...any)      { fmt.Fprintf(&w.cText, format+"\n", args...) }

func (w *writer) pick(n int) int { return w.rand.IntN(n) }

// function writes one that returns its parameters in another order, with the C code that calls it.
func (w *writer) function(i int) {
	params := make([]kind, w.pick(5))
	for j := range params {
		params[j] = w.kinds[w.pick(len(w.kinds))]
	}
	order := w.rand.Perm(len(params))
	order = order[:w.pick(len(params)+1)]
	fails := w.pick(3) == 0
	variadic := len(params) > 0 && params[len(params)-1].isSlice && w.pick(2) == 0
	forms := w.pickForms(params, order)
	w.goFunction(i, params, order, fails, variadic, forms.batch)
	w.cFunction(i, params, order, forms)
	w.functionVector(i, params, order, forms)
	fmt.Fprintf(&w.calls, "  check_%d();\n", i)
}

func (w *writer) goFunction(i int, params []kind, order []int, fails, variadic, batch bool) {
	var in, out, values, borrowed []string
	for j, k := range params {
		name, goType := fmt.Sprintf("p%d", j), k.goType
		if variadic && j == len(params)-1 {
			goType = "..." + strings.TrimPrefix(goType, "[]")
		}
		in = append(in, name+" "+goType)
		if k.sized && w.pick(3) == 0 {
			borrowed = append(borrowed, name)
		}
	}
	for n, j := range order {
		out = append(out, fmt.Sprintf("r%d %s", n, params[j].goType))
		value := fmt.Sprintf("p%d", j)
		if k := params[j]; k.sized {
			value = k.clone(value) // borrowed memory must not outlive the call
		}
		values = append(values, value)
	}
	if fails {
		out, values = append(out, "err error"), append(values, "nil")
	}
	w.golang("\n//cshared:export")
	if batch {
		w.golang("//cshared:batch")
	}
	if len(borrowed) > 0 {
		w.golang("//cshared:borrow %s", strings.Join(borrowed, " "))
	}
	w.golang("func F%d(%s) (%s) {", i, strings.Join(in, ", "), strings.Join(out, ", "))
	if len(values) > 0 {
		w.golang("\treturn %s", strings.Join(values, ", "))
	}
	w.golang("}")
}

func (w *writer) cFunction(i int, params []kind, order []int, forms forms) {
	w.c("\nstatic void check_%d(void) {", i)
	var args []string
	values := make([]value, len(params))
	for j, k := range params {
		values[j] = k.make(w, fmt.Sprintf("in%d", j))
		w.c("%s", values[j].declare)
		args = append(args, values[j].args...)
	}
	for n, j := range order {
		name := fmt.Sprintf("out%d", n)
		declare, outArgs := params[j].result(name)
		w.c("%s", declare)
		args = append(args, outArgs...)
	}
	args = append(args, "&err")
	w.c("  roundtrip_error *err = NULL;")
	w.c("  CHECK(roundtrip_f%d(%s) == ROUNDTRIP_OK);", i, strings.Join(args, ", "))
	for n, j := range order {
		out := fmt.Sprintf("out%d", n)
		w.checkResult(params[j], values[j], out)
	}
	if forms.batch {
		w.checkBatch(i, params, order, values)
	}
	if forms.into >= 0 {
		w.checkInto(i, params, order, values, forms.into)
	}
	w.release(params, "in")
	w.c("}")
}

// checkResult compares what the caller owns with what went in, and frees it.
func (w *writer) checkResult(k kind, in value, out string) {
	if !k.sized {
		w.c("%s", k.compare(in, out))
		return
	}
	w.c("%s", k.inside(in, out))
	if !k.isSlice {
		w.c("  CHECK(%s[%d] == 0);", out, in.size)
	}
	w.c("  roundtrip_free(%s);", out)
}

// release frees the values of the host.
func (w *writer) release(kinds []kind, name string) {
	for j, k := range kinds {
		if k.release != nil {
			w.c("%s", k.release(fmt.Sprintf("%s%d", name, j)))
		}
	}
}

func (w *writer) finish(functions, callbacks, iterators int) {
	w.c("\nint main(void) {\n%s", w.calls.String())
	w.c("  roundtrip_counters counters = {.size = sizeof counters};")
	w.c("  CHECK(roundtrip_stats(&counters) == ROUNDTRIP_OK);")
	w.c("  CHECK(counters.buffers == 0 && counters.errors == 0 && counters.handles == 0 && counters.iterators == 0 && counters.panics == 0);")
	w.c("  printf(\"%d signatures, %d callbacks and %d iterators of seed %d\\n\");\n  return 0;\n}", functions, callbacks, iterators, w.seed)
}
