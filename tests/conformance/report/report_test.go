package report

import (
	"bytes"
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
		{ID: "host/threads", Verdict: verdict.Reportf("5 & \x01")},
	}
}

func TestTable(t *testing.T) {
	var b bytes.Buffer
	if err := Table(&b, "//a:b", Expect(results(), []string{"binary/soname", "binary/nodelete"})); err != nil {
		t.Fatal(err)
	}
	const want = "conformance of //a:b\n\n" +
		"FAIL    binary/soname           must fail by `expect_failures`, but the answer is pass: libx.so.1\n" +
		"                                want: exactly `soname` of the manifest\n" +
		"fail*   binary/nodelete         not set\n" +
		"FAIL    binary/now              one\n" +
		"                                two\n" +
		"                                want: DF_BIND_NOW and DF_1_NOW\n" +
		"skip    load/first-call         nothing to call\n" +
		"report  host/threads            5 & \x01\n\n" +
		"conformance: 0 passed, 2 failed, 1 skipped, 1 reported, 1 failed as expected\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

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
	<testsuite name="host" tests="1" failures="0" errors="0" id="2" time="0.000">
		<testcase name="threads" classname="host" time="0.000">
			<system-out><![CDATA[report: 5 & ` + "\uFFFD" + `]]></system-out>
		</testcase>
	</testsuite>
</testsuites>
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("XML (-want +got):\n%s", diff)
	}
}
