// Package lifecycle is for Go code of a generated library: what is to happen when the host shuts the
// library down, and how to log to wherever the host wants it. In a program that is no such library, a
// test say, hooks are never run, and messages go to standard error.
package lifecycle

import (
	"context"

	"github.com/gocshared/rules_go_cshared/runtime_shim/glue"
)

// OnShutdown registers a function to run when the host calls <prefix>shutdown, which it need not do. No
// call of the library begins any more then, but some may still run. The one registered last runs
// first, each of them once and one after the other, also those that a hook registers.
//
// The context ends when the host's patience does. A hook that has not returned a second later is left
// alone, and later ones are not run. The host gets the errors and panics of all hooks as one error.
func OnShutdown(hook func(context.Context) error) { glue.OnShutdown(hook, 1) }
