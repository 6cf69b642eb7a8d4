package errorobject

import (
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/compile"
)

var parts = []string{"error", "status", "handle"}

func TestSources(t *testing.T) { compile.Sources(t, parts, []string{"error", "status"}) }

func TestHosts(t *testing.T) {
	compile.Run(t, []compile.Host{
		{Source: "hosts/bad_input.c", Parts: parts},
		{Source: "hosts/memory.c", Parts: parts, Flags: []string{"-Wl,--wrap=malloc,--wrap=calloc"}},
		{Source: "hosts/stress.c", Parts: parts, Args: []string{"1000000"}, Slow: []string{"50000"}, Helgrind: true},
	})
}
