package signal

import (
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/compile"
)

var (
	snapshot = []string{"signal", "error", "status", "handle"}
	parts    = []string{"router", "router_handler", "router_queue", "signal", "handle"}
)

func TestSources(t *testing.T) { compile.Sources(t, parts, []string{"signal", "router"}) }

func TestHosts(t *testing.T) {
	compile.Run(t, []compile.Host{
		{Source: "hosts/snapshot.c", Parts: snapshot},
		{Source: "hosts/router.c", Parts: parts},
		{Source: "hosts/merge.c", Parts: parts, Flags: []string{"-DCSHARED_ROUTER_RING=4"}},
		{Source: "hosts/two_libraries.c", Parts: parts, Libraries: 2},
		{Source: "hosts/stress.c", Parts: parts, Args: []string{"1000000"}},
	})
}
