package conformance

import (
	"sync"
	"time"

	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// sideBySide is how many checks run at once. Each has a process of its own, and most of them mostly wait until the
// threads of a library have come to rest.
const sideBySide = 4

// runAll judges the checks, each as soon as those that it needs have an answer. The results are in the order of the
// checks, and do not depend on which one is done first.
func runAll(checks []catalogue.Check, judge func(check catalogue.Check, failed []string) verdict.Verdict) []verdict.Result {
	results := make([]verdict.Result, len(checks))
	place := map[string]int{}
	done := make([]chan struct{}, len(checks))
	for i, check := range checks {
		place[check.ID], done[i] = i, make(chan struct{})
	}
	var all sync.WaitGroup
	free := make(chan struct{}, sideBySide)
	for i, check := range checks {
		all.Go(func() {
			defer close(done[i])
			var failed []string
			for _, need := range check.Needs {
				at, asked := place[need]
				if !asked {
					continue
				}
				<-done[at]
				if results[at].Outcome == verdict.Fail {
					failed = append(failed, need)
				}
			}
			free <- struct{}{}
			start := time.Now()
			results[i] = verdict.Result{ID: check.ID, Verdict: judge(check, failed), Took: time.Since(start)}
			<-free
		})
	}
	all.Wait()
	return results
}
