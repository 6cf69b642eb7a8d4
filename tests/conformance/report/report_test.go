package report

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

func results() []verdict.Result {
	return []verdict.Result{
		{ID: "binary/soname", Verdict: verdict.Passf("libx.so.1"), Took: time.Millisecond},
		{ID: "binary/nodelete", Verdict: verdict.Failf("not set")},
		{ID: "binary/now", Verdict: verdict.Failf("one\ntwo")},
		{ID: "load/first-call", Verdict: verdict.Skipf("nothing to call")},
		{ID: "reload/links", Verdict: verdict.Reportf("5 & \x01")},
	}
}

func TestTable(t *testing.T) {
	var b bytes.Buffer
	if err := Table(&b, "//a:b", Expect(results(), []string{"binary/soname", "binary/nodelete"})); err != nil {
		t.Fatal(err)
	}
	const want = "conformance of //a:b\n\nthe artefact:\n" +
		"FAIL    binary/soname                 must fail by `expect_failures`, but the answer is pass: libx.so.1\n" +
		"                                      want: exactly `soname` of the manifest\n" +
		"fail*   binary/nodelete               not set\n" +
		"FAIL    binary/now                    one\n" +
		"                                      two\n" +
		"                                      want: DF_BIND_NOW (or DT_BIND_NOW, of older linkers) and DF_1_NOW\n" +
		"skip    load/first-call               nothing to call\n\nreports:\n" +
		"report  reload/links                  5 & \x01\n\n" +
		"conformance: 0 passed, 2 failed, 1 skipped, 1 reported, 1 failed as expected\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

func TestExplained(t *testing.T) {
	var b bytes.Buffer
	if err := Explained(&b, "libx.so", []string{"Go go1.26.8"}, results()[:2]); err != nil {
		t.Fatal(err)
	}
	want := "conformance of libx.so\n  Go go1.26.8\n\nthe artefact:\n" +
		column("pass    binary/soname") + "libx.so.1\n" +
		column("FAIL    binary/nodelete") + "not set\n" +
		margin + "want: DF_1_NODELETE\n" +
		margin + "why:  A Go runtime cannot be stopped: after dlclose its threads and signal handlers would run in memory that is no longer there.\n" +
		margin + "fix:  link with -Wl,-z,nodelete (go build -buildmode=c-shared -ldflags='-extldflags=-Wl,-z,nodelete')\n\n" +
		"conformance: 1 passed, 1 failed, 0 skipped, 0 reported\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

func column(text string) string { return fmt.Sprintf("%-*s", len(margin), text) }

func TestSummary(t *testing.T) {
	if got, want := Summary(results()), "conformance: 1 passed, 2 failed, 1 skipped, 1 reported"; got != want {
		t.Errorf("Summary = %q, want %q", got, want)
	}
}

func TestWriteJUnit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.xml")
	if err := WriteJUnit(path, results()); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const want = `<testsuites tests="5" failures="2" skipped="1">
	<testsuite name="binary" tests="3" failures="2" errors="0" id="0" time="0.001">
		<testcase name="soname" classname="binary" time="0.001">
			<system-out><![CDATA[pass: libx.so.1]]></system-out>
		</testcase>
		<testcase name="nodelete" classname="binary" time="0.000">
			<failure message="Failed"><![CDATA[FAIL: not set]]></failure>
		</testcase>
		<testcase name="now" classname="binary" time="0.000">
			<failure message="Failed"><![CDATA[FAIL: one
two]]></failure>
		</testcase>
	</testsuite>
	<testsuite name="load" tests="1" failures="0" errors="0" id="1" skipped="1" time="0.000">
		<testcase name="first-call" classname="load" time="0.000">
			<skipped message="Skipped"><![CDATA[skip: nothing to call]]></skipped>
		</testcase>
	</testsuite>
	<testsuite name="reload" tests="1" failures="0" errors="0" id="2" time="0.000">
		<testcase name="links" classname="reload" time="0.000">
			<system-out><![CDATA[report: 5 & ` + "\uFFFD" + `]]></system-out>
		</testcase>
	</testsuite>
</testsuites>
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("XML (-want +got):\n%s", diff)
	}
}

func TestAllow(t *testing.T) {
	reasons := map[string]string{"binary/nodelete": "never closed", "binary/soname": "found by path", "load/first-call": "x"}
	got := Allow(results(), func(id string) string { return reasons[id] })
	if got[0].Outcome != verdict.Pass || got[0].Detail != "libx.so.1\nit is in `allow`, but passes here: remove it if it does everywhere" {
		t.Errorf("a check that passes: %+v", got[0].Verdict)
	}
	if got[1].Outcome != verdict.Allowed || got[1].Detail != "not set\nallowed: never closed" {
		t.Errorf("a check that fails: %+v", got[1].Verdict)
	}
	if got[2].Outcome != verdict.Fail || got[3].Outcome != verdict.Skip {
		t.Errorf("others: %+v", got[2:])
	}
	if got, want := Summary(got), "conformance: 1 passed, 1 failed, 1 skipped, 1 reported, 1 allowed"; got != want {
		t.Errorf("Summary = %q, want %q", got, want)
	}
}

func TestJSON(t *testing.T) {
	text, err := JSON("//a:b", results()[1:2])
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
  "schema": 1,
  "label": "//a:b",
  "count": {
    "FAIL": 1
  },
  "results": [
    {
      "id": "binary/nodelete",
      "kind": "check",
      "outcome": "FAIL",
      "detail": "not set",
      "measured": "DT_FLAGS_1",
      "expected": "DF_1_NODELETE",
      "source": "contract, binary; I2",
      "milliseconds": 0,
      "why": "A Go runtime cannot be stopped: after dlclose its threads and signal handlers would run in memory that is no longer there.",
      "fix": "link with -Wl,-z,nodelete (go build -buildmode=c-shared -ldflags='-extldflags=-Wl,-z,nodelete')"
    }
  ]
}
`
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
}
