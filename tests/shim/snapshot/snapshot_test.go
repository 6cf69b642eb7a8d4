// Package snapshot tests cshared/snapshot.h from C.
package snapshot

import (
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/compile"
)

var parts = []string{"snapshot", "snapshot_open"}

func TestSources(t *testing.T) { compile.Sources(t, parts, []string{"snapshot"}) }

func TestHosts(t *testing.T) {
	compile.Run(t, []compile.Host{
		{Source: "hosts/api.c", Parts: parts},
		{Source: "hosts/kill.c", Parts: parts, Args: []string{"1000000", "200"}},
		{Source: "hosts/steps.c", Parts: parts, Flags: []string{"-DCSHARED_SNAPSHOT_TEST_STEP"}},
		{Source: "hosts/threads.c", Parts: parts, Args: []string{"100000"}, Slow: []string{"500"}, Helgrind: true},
		// A writer that publishes before it copies.
		{Source: "hosts/torn.c", Parts: parts, Args: []string{"100000", "100"}, Flags: []string{"-DCSHARED_SNAPSHOT_TEST_PUBLISH_FIRST"}},
	})
}
