// Package names hides, renames and hands on what findings speak of.
package names

import (
	"fmt"
	. "os"
	stop "os"
	"os/exec"
)

type system struct{ Args []string }

func (system) Exit(int) {}

func f(os system) {
	os.Exit(1)
	_ = os.Args
	stop.Exit(1)            // want `stop.Exit. ends the process of the host at once`
	Exit(2)                 // want `.Exit. ends the process`
	(stop.Exit)(3)          // want `stop.Exit`
	_ = stop.Exit           // want `stop.Exit`
	_ = exec.Cmd{Path: "a"} // want `exec.Cmd. starts a child`
	_ = exec.ErrNotFound
	println("a") // want `println. writes to descriptor 1 or 2`
	print := fmt.Sprint
	_ = print("a")
	fmt.Println(len(Args)) // want `fmt.Println. writes` `.Args. is the command line`
}

// DevNull is of no concern.
var _ = DevNull
