package handbook

import (
	"strconv"
	"testing"
)

func TestSmallestStack(t *testing.T) {
	want(t, run(t, "threads", "smallest_stack"), "used 1")
}

func TestCoroutines(t *testing.T) {
	cost := func(thread string) float64 {
		ns, err := strconv.ParseFloat(run(t, "threads", "coroutines", thread).Values["ns"], 64)
		if err != nil {
			t.Fatal(err)
		}
		return ns
	}
	onMain, elsewhere := cost("main"), cost("other")
	t.Logf("two calls: %.0f ns on the main thread, %.0f ns on another", onMain, elsewhere)
	if onMain < 5*elsewhere {
		t.Errorf("on the main thread %.0f ns, on another %.0f: the handbook says much more", onMain, elsewhere)
	}
}

func TestCallbackReturns(t *testing.T) {
	want(t, run(t, "threads", "call_back", "jump"), "deferred 0")
	want(t, run(t, "threads", "call_back", "return"), "deferred 1")
}

func TestProgramsOfGo(t *testing.T) {
	want(t, run(t, "threads", "run_program", "ignored"), "ran 0")
	want(t, run(t, "threads", "run_program", "default"), "ran 1")
}
