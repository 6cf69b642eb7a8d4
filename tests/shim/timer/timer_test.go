// Package timer tests cshared/timer.h from C.
package timer

import (
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/compile"
)

var parts = []string{"timer"}

func TestSources(t *testing.T) { compile.Sources(t, parts, parts) }

func TestHosts(t *testing.T) {
	compile.Run(t, []compile.Host{
		{Source: "hosts/timers.c", Parts: []string{"timer", "mutex"}},
		{Source: "hosts/stress.c", Parts: parts, Args: []string{"1000000"}, Slow: []string{"8000"}, Helgrind: true},
	})
}
