package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/tests/conformance/policy"
)

// read writes text into a config beside a file called "f" and reads it.
func read(t *testing.T, text string) (*Config, string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, content := range map[string]string{"f": "", "config.json": text} {
		if err := os.WriteFile(filepath.Join(".", name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	c, err := Read("config.json")
	if err != nil {
		return nil, err.Error()
	}
	return c, ""
}

const files = `"library": "f", "manifest": "f", "header": "f", "host": "f"`

func TestRead(t *testing.T) {
	c, problem := read(t, `{"label": "//a:b", `+files+`, "debug": "f", "first_call": "a_b", "timeout_seconds": 1.5, "expect_failures": ["binary/now"],
		"allow": ["binary/soname: the host finds it by its path"], "policy": {"threads": "3"}, "thorough": true, "twin": "f", "neighbour": "f"}`)
	if problem != "" {
		t.Fatal(problem)
	}
	want := &Config{
		Label: "//a:b", Library: "f", Manifest: "f", Header: "f", Debug: "f", Host: "f",
		FirstCall: "a_b", TimeoutSeconds: 1.5, ExpectFailures: []string{"binary/now"},
		Allow: []string{"binary/soname: the host finds it by its path"}, Policy: map[string]string{"threads": "3"}, Thorough: true,
		Twin: "f", Neighbour: "f",
	}
	want.Limits, _ = policy.Parse(want.Policy)
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("config (-want +got):\n%s", diff)
	}
	if got, want := c.Allowed("binary/soname"), "the host finds it by its path"; got != want {
		t.Errorf("Allowed = %q, want %q", got, want)
	}
	if got := c.Allowed("binary/now"); got != "" {
		t.Errorf("Allowed = %q, want nothing", got)
	}
	if got, want := c.Timeout(), 1500*time.Millisecond; got != want {
		t.Errorf("Timeout = %v, want %v", got, want)
	}
	if got := new(Config).Timeout(); got != defaultTimeout {
		t.Errorf("Timeout = %v, want %v", got, defaultTimeout)
	}
}

func TestReadErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no JSON", `{`, "config: config.json: unexpected EOF"},
		{"two objects", `{} {}`, "config: config.json: text after the JSON object"},
		{"unknown field", `{"hosts": "f"}`, `config: config.json: json: unknown field "hosts"`},
		{
			"everything is missing", `{}`,
			"config: config.json:\n" +
				"- \"library\" is missing or empty: give the path of the file\n" +
				"- \"manifest\" is missing or empty: give the path of the file\n" +
				"- \"header\" is missing or empty: give the path of the file\n" +
				"- \"host\" is missing or empty: give the path of the file",
		},
		{
			"no such file", `{` + strings.Replace(files, `"library": "f"`, `"library": "g"`, 1) + `, "debug": "."}`,
			"config: config.json:\n" +
				"- \"library\": stat g: no such file or directory: the path must be relative to the working directory\n" +
				"- \"debug\": . is a folder, want a file",
		},
		{
			"a twin alone", `{` + files + `, "twin": "f"}`,
			"config: config.json:\n- \"neighbour\" is missing or empty: checks on the twin load that library beside it: give the path of the file",
		},
		{
			"not an identifier", `{` + files + `, "first_call": "f()"}`,
			"config: config.json:\n- \"first_call\": \"f()\" is not a C identifier: give the bare name of an exported function without parameters",
		},
		{
			"negative time", `{` + files + `, "timeout_seconds": -1}`,
			"config: config.json:\n- \"timeout_seconds\": -1 is negative: give the seconds that one check may take, or 0 for 10s",
		},
		{
			"a report", `{` + files + `, "expect_failures": ["reload/links"]}`,
			"config: config.json:\n- \"expect_failures\": \"reload/links\" is a report, which never fails: remove it",
		},
		{
			"no such check", `{` + files + `, "expect_failures": ["binary/name"]}`,
			"config: config.json:\n- \"expect_failures\": there is no check \"binary/name\"; there are " + strings.Join(testIDs(), ", "),
		},
		{
			"allowed without a reason", `{` + files + `, "allow": ["binary/now"]}`,
			"config: config.json:\n- \"allow\": \"binary/now\" gives no reason: write \"<id>: <why the failure is acceptable>\"",
		},
		{
			"no such limit", `{` + files + `, "policy": {"thread": "1"}}`,
			"config: config.json:\n- \"policy\": there is no limit \"thread\"; there are descriptors, growth_kb, idle_us, mapped_mb, resident_kb, thread_keys, threads",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, got := read(t, c.text)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFromEnvironment(t *testing.T) {
	_, err := FromEnvironment(func(string) string { return "" })
	const want = "config: the environment variable CSHARED_TEST_CONFIG is not set: it must hold the path of the test's JSON config. Run the test through `bazel test`, or set it"
	if err == nil || err.Error() != want {
		t.Errorf("error: %v\nwant: %s", err, want)
	}
}
