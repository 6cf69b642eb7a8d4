// Package dependency is a Go dependency that exports a C function of its own.
package dependency

import "C"

// Exported by a dependency of the main package.
//
//export attributes_of_dependency
func attributes_of_dependency() C.int { return 7 }
