package conformance_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/tests/conformance"
	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// runMain runs Main as the runner does, with changes to the config of an artefact.
func runMain(t *testing.T, path string, change map[string]any) (code int, stdout, stderr, xml string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var config map[string]any
	if err := json.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	config["twin"] = "" // Other tests have the checks on it, which take their time.
	for field, value := range change {
		config[field] = value
	}
	folder := t.TempDir()
	environment := map[string]string{
		"CSHARED_TEST_CONFIG": writeConfig(t, folder, config),
		"XML_OUTPUT_FILE":     filepath.Join(folder, "test.xml"),
	}
	var out, problems bytes.Buffer
	code = conformance.Main(func(name string) string { return environment[name] }, &out, &problems)
	written, _ := os.ReadFile(environment["XML_OUTPUT_FILE"])
	return code, out.String(), problems.String(), string(written)
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

func TestMainOfRunner(t *testing.T) {
	t.Parallel()
	whole, broken := build(t, good(t)), build(t, readFixture(t, "dlclose_unloads"))
	expected := []string{"binary/nodelete", "load/dlclose"}
	for _, c := range []struct {
		name   string
		path   string
		change map[string]any
		code   int
		last   string
	}{
		{"passes", whole, nil, 0, "conformance: 32 passed, 0 failed, 42 skipped, 9 reported"},
		{"skips are counted", whole, map[string]any{"first_call": "", "debug": ""}, 0, "conformance: 29 passed, 0 failed, 45 skipped, 9 reported"},
		{"fails", broken, nil, 1, "conformance: 30 passed, 2 failed, 42 skipped, 9 reported"},
		{"fails as expected", broken, map[string]any{"expect_failures": expected}, 0, "conformance: 30 passed, 0 failed, 42 skipped, 9 reported, 2 failed as expected"},
		{"fails more than expected", broken, map[string]any{"expect_failures": expected[:1]}, 1, "conformance: 30 passed, 1 failed, 42 skipped, 9 reported, 1 failed as expected"},
		{"fails less than expected", whole, map[string]any{"expect_failures": expected[:1]}, 1, "conformance: 31 passed, 1 failed, 42 skipped, 9 reported"},
		{"a call that is not there", whole, map[string]any{"first_call": "good_bye"}, 1, "conformance: 28 passed, 1 failed, 52 skipped, 2 reported"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, stdout, stderr, xml := runMain(t, c.path, c.change)
			if code != c.code || lastLine(stdout) != c.last || stderr != "" {
				t.Errorf("exit status %d, want %d; last line %q, want %q\n%s%s", code, c.code, lastLine(stdout), c.last, stdout, stderr)
			}
			if !strings.Contains(xml, `<testcase name="dlclose" classname="load"`) {
				t.Errorf("the XML has no row for load/dlclose:\n%s", xml)
			}
			const found = "stdout (surprises) in example.com/good: good.go:7:2: `fmt.Println` writes to descriptor 1 or 2"
			if !strings.Contains(stdout, found) || !strings.Contains(xml, found) {
				t.Errorf("the finding is missing in the table or in the XML:\n%s\n%s", stdout, xml)
			}
		})
	}
}

func TestMainSetUpWrongly(t *testing.T) {
	t.Parallel()
	path := build(t, good(t))
	text := filepath.Join(t.TempDir(), "text")
	write(t, text, []byte("this is no library at all"))
	program, err := host()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change map[string]any
		want   string
	}{
		{"library is text", map[string]any{"library": text}, "artefact: library " + text + " is not an ELF file: bad magic number '[116 104 105 115]' in record at byte 0x0\n"},
		{"debug file is text", map[string]any{"debug": text}, "artefact: debug file " + text + " is not an ELF file: bad magic number '[116 104 105 115]' in record at byte 0x0\n"},
		{"host cannot run", map[string]any{"host": text}, "load: cannot list the libraries of the host: the host cannot be started: fork/exec " + text + ": permission denied\n"},
		{"unknown field", map[string]any{"librari": program}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, stdout, stderr, _ := runMain(t, path, c.change)
			if c.want == "" {
				c.want = stderr // Package config has the text; here only the status counts.
			}
			if code != 2 || stdout != "" {
				t.Errorf("exit status %d, want 2; stdout %q", code, stdout)
			}
			if diff := cmp.Diff(c.want, stderr); diff != "" {
				t.Errorf("stderr (-want +got):\n%s", diff)
			}
		})
	}
}

// What depends on a failure is skipped, and says on what.
func TestNeedsAreSkipped(t *testing.T) {
	t.Parallel()
	for _, r := range run(t, build(t, readFixture(t, "dlopen_aborts"))) {
		if check, _ := catalogue.Lookup(r.ID); check.Thorough {
			continue
		}
		if matched, _ := regexp.MatchString(`^(load|signals|masks|threads|limits|memory|stacks|fp|env|clocks|coexistence|exit)/`, r.ID); !matched || r.ID == "load/dlopen" {
			continue
		}
		if r.Outcome != verdict.Skip || r.Detail != "load/dlopen failed" {
			t.Errorf("%s: %s: %s", r.ID, r.Outcome, r.Detail)
		}
	}
}
