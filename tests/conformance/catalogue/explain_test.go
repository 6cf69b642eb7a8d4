package catalogue

import (
	"slices"
	"strings"
	"testing"
)

// explained are the groups whose checks any library can fail. Add a group when all of its rows are explained.
var explained = []string{
	"binary", "header", "load", "signals", "masks", "stacks", "threads", "fp", "fork", "env", "limits", "memory", "exit",
}

func TestExplanationsAreWhole(t *testing.T) {
	for _, c := range All() {
		e, ok := explanations[c.ID]
		if c.Kind == Artefact && slices.Contains(explained, c.Group()) && (!ok || e.Why == "") {
			t.Errorf("%s has no explanation: add one to explanations.go", c.ID)
		}
		if ok && (!strings.HasSuffix(e.Why, ".") || e.Remedy() == "") {
			t.Errorf("%s: want a sentence and a way out, got %+v", c.ID, e)
		}
	}
	for id := range explanations {
		if _, ok := Lookup(id); !ok {
			t.Errorf("%s is explained, and is in no row", id)
		}
	}
}

func TestText(t *testing.T) {
	for id, want := range map[string]string{
		"binary/nodelete": "binary/nodelete: never unloaded\n\n" +
			"A Go runtime cannot be stopped: after dlclose its threads and signal handlers would run in memory that is no longer there.\n\n" +
			"- measured: DT_FLAGS_1\n- expected: DF_1_NODELETE\n" +
			"- fix: link with -Wl,-z,nodelete (go build -buildmode=c-shared -ldflags='-extldflags=-Wl,-z,nodelete')\n",
		"built/load": "built/load: how the Go runtime is led to the shim\n\n" +
			"- measured: `load` of the manifest\n- expected: the mechanism, and the symbols of the runtime that were not found, are shown\n" +
			"- a report, which never fails\n",
	} {
		c, ok := Lookup(id)
		if got := c.Text(); !ok || got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", id, got, want)
		}
	}
}
