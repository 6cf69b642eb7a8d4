package conformance_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// rows are those of the catalogue that run on this artefact if it is not thorough, by whether they can fail.
type rows struct{ checks, reports int }

func count(which func(catalogue.Check) bool) rows {
	var n rows
	for _, c := range catalogue.All() {
		switch {
		case !which(c) || c.Thorough || c.API || c.Kind == catalogue.Probe: // it has no generated API, and no twin
		case c.Kind == catalogue.Report:
			n.reports++
		default:
			n.checks++
		}
	}
	return n
}

func counted(passed, failed, skipped, reported int) string {
	for _, c := range catalogue.All() {
		if c.Thorough || c.Kind == catalogue.Probe || c.API && c.ID != "vectors/leaks" {
			skipped++
		}
	}
	return fmt.Sprintf("conformance: %d passed, %d failed, %d skipped, %d reported", passed, failed, skipped, reported)
}

func TestMainOfRunner(t *testing.T) {
	t.Parallel()
	whole, broken := build(t, good(t)), build(t, readFixture(t, "dlclose_unloads"))
	expected := []string{"binary/nodelete", "load/dlclose"}
	all := count(func(catalogue.Check) bool { return true })
	calls := count(func(c catalogue.Check) bool { return c.Calls })
	afterCall := count(func(c catalogue.Check) bool { return slices.Contains(c.Needs, "load/first-call") })
	for _, c := range []struct {
		name   string
		path   string
		change map[string]any
		code   int
		last   string
	}{
		{"passes", whole, nil, 0, counted(all.checks, 0, 0, all.reports)},
		{"skips are counted", whole, map[string]any{"first_call": "", "debug": ""}, 0, counted(all.checks-calls.checks-2, 0, calls.checks+2, all.reports)},
		{"fails", broken, nil, 1, counted(all.checks-2, 2, 0, all.reports)},
		{"fails as expected", broken, map[string]any{"expect_failures": expected}, 0, counted(all.checks-2, 0, 0, all.reports) + ", 2 failed as expected"},
		{"fails more than expected", broken, map[string]any{"expect_failures": expected[:1]}, 1, counted(all.checks-2, 1, 0, all.reports) + ", 1 failed as expected"},
		{"fails less than expected", whole, map[string]any{"expect_failures": expected[:1]}, 1, counted(all.checks-1, 1, 0, all.reports)},
		{"a call that is not there", whole, map[string]any{"first_call": "good_bye"}, 1, counted(all.checks-afterCall.checks-1, 1, afterCall.checks+afterCall.reports, all.reports-afterCall.reports)},
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
	f := readFixture(t, "dlopen_aborts")
	f.Thorough = true
	for _, r := range run(t, build(t, f)) {
		if matched, _ := regexp.MatchString(`^(load|signals|masks|stacks|threads|fp|fork|env|limits|memory|reload|exit)/`, r.ID); !matched || r.ID == "load/dlopen" {
			continue
		}
		if r.Outcome != verdict.Skip || r.Detail != "load/dlopen failed" {
			t.Errorf("%s: %s: %s", r.ID, r.Outcome, r.Detail)
		}
	}
}
