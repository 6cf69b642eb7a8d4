package main

// /* Only for the finding: a constructor that calls no export. */
// static void __attribute__((constructor)) early(void) {}
import "C"

import (
	"fmt"

	"github.com/gocshared/rules_go_cshared/tests/rules/findings/dependency"
)

//export noisy_answer
func noisy_answer() C.int {
	fmt.Println("the answer") //cshared:allow stdout the test reads it
	if dependency.Broken {
		dependency.Stop()
	}
	return 42
}

func main() {}
