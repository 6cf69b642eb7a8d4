// Package mutex tests cshared/mutex.h from C.
package mutex

import (
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/compile"
)

var parts = []string{"mutex"}

func TestSources(t *testing.T) { compile.Sources(t, parts, parts) }

func TestHosts(t *testing.T) {
	compile.Run(t, []compile.Host{
		{Source: "hosts/kinds.c", Parts: []string{"mutex", "timer"}},
		{Source: "hosts/stress.c", Parts: parts, Args: []string{"200000"}, Slow: []string{"4000"}, Helgrind: true},
		{Source: "hosts/retire.c", Parts: parts, Flags: []string{"-DCSHARED_SLOTS_GENERATIONS=3"}},
		{Source: "hosts/foreign.c", Parts: parts, Libraries: 2},
	})
}
