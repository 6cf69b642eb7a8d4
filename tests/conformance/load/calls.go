package load

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

const (
	notGenerated = "the library has no generated API: nothing says what can be called, and how"
	noVectors    = "the test has no `vectors`"
)

// Calls runs a check that calls what abi.json describes.
func Calls(check catalogue.Check, a *artefact.Artefact) verdict.Verdict {
	if a.Config.Calls == "" {
		return verdict.Skipf("%s", notGenerated)
	}
	program, library, err := callsPaths(a)
	if err != nil {
		return verdict.Failf("%v", err)
	}
	answer, err := run(a.Config.Context(), program, a.Config.Timeout(), check.ID, library)
	if err != nil {
		return verdict.Failf("%v", err)
	}
	return answer.verdict()
}

func callsPaths(a *artefact.Artefact) (program, library string, err error) {
	if program, err = filepath.Abs(a.Config.Calls); err != nil {
		return "", "", err
	}
	library, err = filepath.Abs(a.Config.Library)
	return program, library, err
}

func (a answer) verdict() verdict.Verdict {
	switch {
	case !a.OK:
		return verdict.Failf("%s", a.Why)
	case a.Skip != "":
		return verdict.Skipf("%s", a.Skip)
	}
	return verdict.Passf("%s", strings.Join(a.Lines, "; "))
}

const (
	allVectors = "vectors/*"
	leftBehind = "vectors/leaks"
)

// Vectors runs the vectors of each file in a process of its own, and returns a row for each vector, and one for
// what they left behind.
func Vectors(a *artefact.Artefact) []verdict.Result {
	if a.Config.Calls == "" {
		return []verdict.Result{{ID: allVectors, Verdict: verdict.Skipf("%s", notGenerated)}}
	}
	program, library, err := callsPaths(a)
	if err != nil {
		return []verdict.Result{{ID: allVectors, Verdict: verdict.Failf("%v", err)}}
	}
	listed, err := answers(a.Config.Context(), program, a.Config.Timeout(), "vectors", library)
	if err != nil {
		return []verdict.Result{{ID: allVectors, Verdict: verdict.Failf("they cannot be listed: %v", err)}}
	}
	if len(listed) == 0 {
		return []verdict.Result{{ID: allVectors, Verdict: verdict.Skipf("%s", noVectors)}}
	}
	var results []verdict.Result
	left := verdict.Result{ID: leftBehind, Verdict: verdict.Passf("")}
	for number, vectors := range byFile(listed) {
		start := time.Now()
		got, err := answers(a.Config.Context(), program, a.Config.Timeout(), fmt.Sprintf("vectors/%d", number), library)
		rows, behind := vectorRows(vectors, got, err)
		rows[0].Took = time.Since(start) // of the whole file
		results = append(results, rows...)
		left = worse(left, behind)
	}
	return append(results, left)
}

// vector is what the program says of one.
type vector struct{ name, call string }

// byFile sorts the vectors by the number of their file.
func byFile(listed []answer) [][]vector {
	var files [][]vector
	for _, a := range listed {
		lines := append(a.Lines, "", "", "")
		if n, err := strconv.Atoi(lines[0]); len(files) == 0 || err == nil && n >= len(files) {
			files = append(files, nil)
		}
		last := len(files) - 1
		files[last] = append(files[last], vector{lines[1], lines[2]})
	}
	return files
}

// vectorRows are the rows of one file: the one behind the last answer has ended the process, if that has not
// come to its end.
func vectorRows(vectors []vector, got []answer, err error) ([]verdict.Result, verdict.Result) {
	var rows []verdict.Result
	vectors = append(vectors, vector{"leaks", "what gives everything back"})
	for i, v := range vectors {
		rows = append(rows, verdict.Result{ID: "vectors/" + v.name})
		switch {
		case i < len(got):
			rows[i].Verdict = got[i].verdict()
		case i == len(got):
			if err == nil {
				err = errors.New("the process ended before it came back: does something in the library call exit?")
			}
			rows[i].Verdict = verdict.Failf("%s: %v", v.call, err)
		default:
			rows[i].Verdict = verdict.Skipf("vectors/%s has ended the process", vectors[len(got)].name)
		}
	}
	last := len(rows) - 1
	if err != nil && len(got) > last {
		rows[last].Verdict = verdict.Failf("%v", err)
	}
	return rows[:last], rows[last]
}

// worse joins the rows of two files: a failure counts most, then a skip.
func worse(a, b verdict.Result) verdict.Result {
	if a.Outcome == verdict.Fail || a.Outcome == verdict.Skip && b.Outcome != verdict.Fail {
		return a
	}
	if b.Outcome == verdict.Pass && a.Detail != "" {
		b.Detail = a.Detail + "; " + b.Detail
	}
	return b
}

// answers runs the program, which prints an answer a line, and returns what came, also from a process that was
// ended. The library has no way to this output.
func answers(parent context.Context, program string, timeout time.Duration, args ...string) ([]answer, error) {
	var stdout bytes.Buffer
	status, stderr, err := execute(parent, &stdout, program, timeout, args...)
	var all []answer
	failed := false
	for line := range strings.Lines(stdout.String()) {
		var a answer
		if json.Unmarshal([]byte(line), &a) != nil {
			break
		}
		all, failed = append(all, a), failed || !a.OK
	}
	switch {
	case err != nil:
	case status.Signaled():
		err = fmt.Errorf("the process was killed by %s%s", signalName(status.Signal()), stderr.quote())
	case status.ExitStatus() != 0 && !(failed && status.ExitStatus() == 1):
		err = fmt.Errorf("the process ended with exit status %d%s", status.ExitStatus(), stderr.quote())
	}
	return all, err
}
