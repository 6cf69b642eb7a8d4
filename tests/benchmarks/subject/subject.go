// Command subject is the Go package whose artefacts the load and size rows compare: small C API, Go
// library of a realistic size behind it, work in package initialisation.
package main

/*
#include <stdint.h>
*/
import "C"

import (
	"bytes"

	"github.com/yuin/goldmark"
)

var converter = goldmark.New()

// Returns 1 if the library behind it works, otherwise 0.
//
//export subject_ready
func subject_ready() C.int32_t {
	var html bytes.Buffer
	if err := converter.Convert([]byte("*x*"), &html); err != nil || html.String() != "<p><em>x</em></p>\n" {
		return 0
	}
	return 1
}

func main() {}
