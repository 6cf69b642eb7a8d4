package glue

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

func pullFrom(it *Iterator[int]) error {
	defer it.Close()
	for {
		if _, err := it.Next(); err != nil {
			return err
		}
	}
}

func sequence(yield func(int) bool) {
	yield(1)
	panic("in the sequence")
}

// TestAborting: with that policy a panic in another goroutine is the end, too.
func TestAborting(t *testing.T) {
	if os.Getenv("GLUE_ABORTS") != "" {
		t.Log(pullFrom(Aborting(Iterate(sequence))))
		return
	}
	if err := pullFrom(Iterate(sequence)); err == nil || err.Error() != "panic: in the sequence" {
		t.Errorf("without the policy: %v", err)
	}
	child := exec.Command(os.Args[0], "-test.run=^TestAborting$", "-test.v")
	child.Env = append(os.Environ(), "GLUE_ABORTS=1")
	text, err := child.CombinedOutput()
	if err == nil || !strings.Contains(string(text), "panic: in the sequence") || !strings.Contains(string(text), "glue.sequence") {
		t.Errorf("%v: %s", err, text)
	}
}
