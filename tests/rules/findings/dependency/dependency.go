// Package dependency is what a closure brings along.
package dependency

import "os"

// Broken is never set.
var Broken bool

// Stop does what a library must not do.
func Stop() { os.Exit(1) }
