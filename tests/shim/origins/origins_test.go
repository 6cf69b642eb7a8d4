package origins

import (
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/compile"
)

var parts = []string{"origins"}

func TestSources(t *testing.T) { compile.Sources(t, parts, []string{"origins"}) }

func TestHosts(t *testing.T) {
	compile.Run(t, []compile.Host{{Source: "hosts/record.c", Parts: parts, Helgrind: true}})
}
