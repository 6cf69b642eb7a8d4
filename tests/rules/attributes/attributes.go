// Command attributes reports what it was built with: one function per attribute of the rule.
package main

/*
#ifndef ATTRIBUTES_COPT
#define ATTRIBUTES_COPT 0
#endif

static int attributes_copt_value(void) { return ATTRIBUTES_COPT; }
*/
import "C"

import "github.com/gocshared/rules_go_cshared/tests/rules/attributes/dependency"

// Set by x_defs.
var xDef = "not set"

// Set by the linker flag -X in gc_linkopts.
var linkopt = "not set"

// Set by go:embed.
//
//export attributes_embedded
func attributes_embedded() *C.char { return C.CString(embedded) }

//export attributes_copt
func attributes_copt() C.int { return C.attributes_copt_value() }

//export attributes_gotag
func attributes_gotag() C.int { return gotag }

// The same tag, seen by a dependency: tags hold for the whole closure.
//
//export attributes_gotag_of_dependency
func attributes_gotag_of_dependency() C.int { return C.int(dependency.Gotag) }

//export attributes_x_def
func attributes_x_def() *C.char { return C.CString(xDef) }

//export attributes_linkopt
func attributes_linkopt() *C.char { return C.CString(linkopt) }

// Tells whether panic(nil) is recovered as nil, which is so only under GODEBUG=panicnil=1.
//
//export attributes_panicnil
func attributes_panicnil() (isNil C.int) {
	defer func() {
		if recover() == nil {
			isNil = 1
		}
	}()
	panic(nil)
}

func main() {}
