package main

import (
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/directive"
	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
	checks "github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
)

const borrowText = `borrow

Go sees the caller's memory of these parameters (string, []byte, slices) instead of a copy, and must not keep or change it after the call. A function is called during the call only.

- form: ` + "`//cshared:borrow PARAMETER…`" + `
- goes with: functions and methods

` + "```go" + `
//cshared:export
//cshared:borrow values
func Mean(values []float64) (float64, error)
` + "```" + `
`

const listedTwiceText = "CSHARED104: `exports` names a symbol twice\n\n> `exports` names {exports} more than once\n\n" +
	"The second mention is most often a misspelt other name, which would be missing without a word.\n\n- list each symbol once\n"

const umaskText = "syscall.Umask\n\n> `{use}` changes the umask of the whole process: files that other threads make at that time get other permissions\n\n" +
	"The kernel has one umask for all threads of a process, and no way to read it without setting it.\n\n" +
	"- raised by: `syscall` Umask; `golang.org/x/sys/unix` Umask\n- fix: give new files their permissions with Chmod or Fchmod\n"

const nodeleteText = "binary/nodelete: never unloaded\n\n" +
	"A Go runtime cannot be stopped: after dlclose its threads and signal handlers would run in memory that is no longer there.\n\n" +
	"- measured: DT_FLAGS_1\n- expected: DF_1_NODELETE\n- fix: link with -Wl,-z,nodelete (go build -buildmode=c-shared -ldflags='-extldflags=-Wl,-z,nodelete')\n"

func TestExplain(t *testing.T) {
	for _, c := range []call{
		{words("explain CSHARED104"), 0, listedTwiceText, ""},
		{words("explain [cshared104]"), 0, listedTwiceText, ""},
		{words("explain syscall.umask"), 0, umaskText, ""},
		{words("explain //cshared:borrow"), 0, borrowText, ""},
		{words("explain binary/NODELETE"), 0, nodeleteText, ""},
		{words("explain borrow CSHARED104"), 0, borrowText + "\n" + listedTwiceText, ""},
		{words("explain boorow syscall.Umask"), exitUsage, umaskText, "cshared explain: \"boorow\" is the id of no diagnostic, finding, check or directive\n" +
			"Possible fixes:\n- write borrow\n- `cshared explain` lists the ids\n"},
		{words("explain os.Exti"), exitUsage, "", "cshared explain: \"os.Exti\" is the id of no diagnostic, finding, check or directive\n" +
			"Possible fixes:\n- write os.Exit\n- `cshared explain` lists the ids\n"},
		{words("explain CSHARED504"), exitUsage, "", "cshared explain: \"CSHARED504\" is the id of no diagnostic, finding, check or directive\n" +
			"Possible fixes:\n- write CSHARED104 or CSHARED204 or CSHARED404\n- `cshared explain` lists the ids\n"},
		{words("explain everything"), exitUsage, "", "cshared explain: \"everything\" is the id of no diagnostic, finding, check or directive\n" +
			"Possible fixes:\n- `cshared explain` lists the ids\n"},
	} {
		c.check(t)
	}
}

// TestListHasEveryIDOnce also sees that no id of one table is one of another.
func TestListHasEveryIDOnce(t *testing.T) {
	var stdout, stderr strings.Builder
	if exit := run([]string{"explain"}, &stdout, &stderr); exit != 0 || stderr.Len() > 0 {
		t.Fatalf("exit code %d, prints\n%s", exit, &stderr)
	}
	lines := strings.Split(stdout.String(), "\n")
	count := map[string]int{}
	for _, line := range lines {
		if fields := words(line); strings.HasPrefix(line, "  ") && len(fields) > 1 {
			count[strings.ToLower(fields[0])]++
		}
	}
	var ids []string
	for _, e := range directive.Table {
		ids = append(ids, e.Name)
	}
	for _, id := range catalogue.IDs() {
		ids = append(ids, string(id))
	}
	for _, c := range checks.All() {
		ids = append(ids, c.ID)
	}
	for _, e := range diag.Table() {
		ids = append(ids, string(e.ID))
	}
	for _, id := range ids {
		if count[strings.ToLower(id)] != 1 {
			t.Errorf("%s is listed %d times", id, count[strings.ToLower(id)])
		}
	}
	if len(ids) != len(count) || len(ids)+8 != len(lines) {
		t.Errorf("%d ids, and the list has %d in %d lines:\n%s", len(ids), len(count), len(lines), &stdout)
	}
}
