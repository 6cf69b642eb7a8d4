// Package verdict holds what a check says about an artefact.
package verdict

import (
	"fmt"
	"time"
)

// Outcome is the one-word answer of a check.
type Outcome string

// A skip and a report are answers of their own, so that neither can pass for a check that ran.
const (
	Pass         Outcome = "pass"
	Fail         Outcome = "FAIL"
	ExpectedFail Outcome = "fail*" // failed, and the config says that it must
	Allowed      Outcome = "allow" // failed, and the owner accepts that
	Skip         Outcome = "skip"
	Report       Outcome = "report"
)

// Verdict is an outcome and why. The detail of a failure says what was found, what was wanted and
// how to get there.
type Verdict struct {
	Outcome Outcome
	Detail  string
}

// Result is the verdict of one check of the catalogue.
type Result struct {
	ID string
	Verdict
	Took time.Duration
}

// Passf says that the artefact keeps this line of the contract.
func Passf(format string, args ...any) Verdict {
	return Verdict{Pass, fmt.Sprintf(format, args...)}
}

// Failf says that it does not.
func Failf(format string, args ...any) Verdict {
	return Verdict{Fail, fmt.Sprintf(format, args...)}
}

// Skipf says that the check could not run, and what to do about it.
func Skipf(format string, args ...any) Verdict {
	return Verdict{Skip, fmt.Sprintf(format, args...)}
}

// Reportf only tells what was measured.
func Reportf(format string, args ...any) Verdict {
	return Verdict{Report, fmt.Sprintf(format, args...)}
}
