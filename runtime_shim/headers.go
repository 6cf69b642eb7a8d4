// Package shim carries the public headers of the runtime shim, so that the generator has them in
// whatever folder it runs.
package shim

import "embed"

// Headers holds include/cshared/*.h.
//
//go:embed include/cshared/*.h
var Headers embed.FS
