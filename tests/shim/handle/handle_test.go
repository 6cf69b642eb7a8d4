package handle

import (
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/compile"
)

var parts = []string{"handle"}

func TestSources(t *testing.T) { compile.Sources(t, parts, []string{"handle"}) }

func TestHosts(t *testing.T) {
	compile.Run(t, []compile.Host{
		{Source: "hosts/bad_input.c", Parts: parts},
		{Source: "hosts/retire.c", Parts: parts, Flags: []string{"-DCSHARED_HANDLE_GENERATIONS=4", "-DCSHARED_HANDLE_SLOTS=100"}},
		{Source: "hosts/memory.c", Parts: parts, Flags: []string{"-Wl,--wrap=calloc"}},
		{Source: "hosts/stress.c", Parts: parts, Args: []string{"2000000"}, Slow: []string{"200000"}, Helgrind: true},
	})
}
