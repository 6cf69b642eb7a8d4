// Package serialize tests cshared/serialize.h from C.
package serialize

import (
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/compile"
)

var (
	parts = []string{"serialize", "mutex"}
	debug = []string{"-DCSHARED_DEBUG"}

	trampoline = []string{"glue_trampoline", "glue_domain", "mutex", "status"}
	// The host stands between the assembly and what it calls.
	wrecked = []string{"-Dcshared_trampoline_enter=trampoline_enter", "-Dcshared_trampoline_leave=trampoline_leave"}
)

func TestSources(t *testing.T) {
	compile.Sources(t, append([]string{"serialize"}, trampoline[:2]...), []string{"serialize", "trampoline"})
}

func TestHosts(t *testing.T) {
	compile.Run(t, []compile.Host{
		{Source: "hosts/domains.c", Parts: parts, Args: []string{"16000"}, Slow: []string{"1600"}, Helgrind: true},
		{Source: "hosts/domains_debug.c", Parts: parts, Flags: debug, Args: []string{"16000"}},
		{Source: "hosts/order.c", Parts: parts, Flags: debug},
		{Source: "hosts/trampoline.c", Parts: trampoline, Flags: wrecked},
	})
}

// The assembly of the other processor.
func TestArm64(t *testing.T) {
	compile.Emulated(t, compile.Host{Source: "hosts/trampoline.c", Parts: trampoline, Flags: wrecked})
}
