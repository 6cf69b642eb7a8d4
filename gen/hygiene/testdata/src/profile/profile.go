// Package profile makes one.
package profile

import (
	_ "net/http/pprof" // want `import "net/http/pprof". makes CPU profiles`
	"runtime/pprof"
)

func f() error { return pprof.StartCPUProfile(nil) } // want `pprof.StartCPUProfile. makes`
