// Package serialize tests cshared/serialize.h from C.
package serialize

import (
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/compile"
)

var (
	parts = []string{"serialize", "mutex"}
	debug = []string{"-DCSHARED_DEBUG"}
)

func TestSources(t *testing.T) { compile.Sources(t, []string{"serialize"}, []string{"serialize"}) }

func TestHosts(t *testing.T) {
	compile.Run(t, []compile.Host{
		{Source: "hosts/domains.c", Parts: parts, Args: []string{"16000"}, Slow: []string{"1600"}, Helgrind: true},
		{Source: "hosts/domains_debug.c", Parts: parts, Flags: debug, Args: []string{"16000"}},
		{Source: "hosts/order.c", Parts: parts, Flags: debug},
	})
}
