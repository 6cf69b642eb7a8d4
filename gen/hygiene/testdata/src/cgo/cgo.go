// Package cgo is rewritten before its types are known.
package cgo

// static int answer(void) { return 42; }
import "C"

import "os"

func Answer() int {
	//cshared:allow os.Getenv the host sets it before the process starts
	if os.Getenv("CALC") != "" {
		os.Exit(1) // want `os.Exit. ends the process of the host`
	}
	return int(C.answer())
}
