package conformance_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/gocshared/rules_go_cshared/tests/conformance"
	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/config"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// fixture is testdata/good.txtar, or the base that it names, with one thing changed.
type fixture struct {
	name  string
	files []txtar.File
	said  string // section "failures": what the failing checks say

	Base           string         `json:"base"`     // "": good; good_api has a generated API
	Fails          []string       `json:"fails"`    // exactly these checks fail
	MayFail        []string       `json:"may_fail"` // and perhaps these, with a newer C library or on a busy machine
	Without        []string       `json:"without"`  // names of base flags to leave out
	Flags          []string       `json:"flags"`    // flags to add
	Manifest       map[string]any `json:"manifest"` // fields to change
	File           string         `json:"file"`     // another name for the library
	KeepDebug      bool           `json:"keep_debug"`
	Debug          string         `json:"debug"` // what the debug file is: "", "stripped", "other"
	TimeoutSeconds float64        `json:"timeout_seconds"`
	Thorough       bool           `json:"thorough"`
	Needs          string         `json:"needs"` // what not every machine has: "root", "cpus" (two)
}

// good returns the artefact that keeps the contract.
func good(t *testing.T) fixture { return base(t, "good") }

func base(t *testing.T, name string) fixture {
	return fixture{name: name, files: parse(t, filepath.Join("testdata", name+".txtar")).Files}
}

// fixtures returns the negative fixtures. A file that is no fixture is an error, not overlooked.
func fixtures(t *testing.T) []fixture {
	t.Helper()
	entries, err := os.ReadDir("testdata/fixtures")
	if err != nil {
		t.Fatal(err)
	}
	var all []fixture
	for _, entry := range entries {
		name, ok := strings.CutSuffix(entry.Name(), ".txtar")
		if !ok {
			t.Fatalf("testdata/fixtures/%s is not a .txtar file, so no test reads it", entry.Name())
		}
		all = append(all, readFixture(t, name))
	}
	if len(all) == 0 {
		t.Fatal("testdata/fixtures has no fixtures")
	}
	return all
}

func readFixture(t *testing.T, name string) fixture {
	t.Helper()
	f := fixture{Base: "good"}
	archive := parse(t, filepath.Join("testdata/fixtures", name+".txtar"))
	described := false
	for _, file := range archive.Files {
		if file.Name == "fixture.json" {
			d := json.NewDecoder(bytes.NewReader(file.Data))
			d.DisallowUnknownFields()
			if err := d.Decode(&f); err != nil {
				t.Fatalf("%s: fixture.json: %v", name, err)
			}
			described = true
		}
	}
	f.files = base(t, f.Base).files
	f.name = name
	for _, file := range archive.Files {
		if file.Name == "fixture.json" {
			continue
		}
		if file.Name == saidSection {
			f.said = string(file.Data)
			continue
		}
		f.files = slices.DeleteFunc(f.files, func(old txtar.File) bool { return old.Name == file.Name })
		f.files = append(f.files, file)
	}
	if !described || len(f.Fails) == 0 {
		t.Fatalf("%s: no fixture.json with \"fails\"", name)
	}
	return f
}

func (f fixture) manifest(t *testing.T) []byte {
	t.Helper()
	for _, file := range f.files {
		if file.Name != "manifest.json" {
			continue
		}
		var m map[string]any
		if err := json.Unmarshal(file.Data, &m); err != nil {
			t.Fatal(err)
		}
		maps.Copy(m, f.Manifest)
		text, err := json.MarshalIndent(m, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	t.Fatalf("%s: no manifest.json", f.name)
	return nil
}

func run(t *testing.T, path string) []verdict.Result {
	t.Helper()
	c, err := config.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	results, err := conformance.Run(c)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func failures(results []verdict.Result) []string {
	var ids []string
	for _, r := range results {
		if r.Outcome == verdict.Fail {
			ids = append(ids, r.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// details shows a failure of this test together with what the checks said.
func details(results []verdict.Result) string {
	var b strings.Builder
	for _, r := range results {
		b.WriteString("\n" + string(r.Outcome) + " " + r.ID + ": " + r.Detail)
	}
	return b.String()
}

func TestGoodPasses(t *testing.T) {
	for _, name := range []string{"good", "good_api"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := base(t, name)
			f.Thorough, f.TimeoutSeconds = true, 60
			path := build(t, f)
			start := time.Now()
			results := run(t, path)
			t.Logf("one artefact takes %v", time.Since(start).Round(time.Millisecond))
			for _, r := range results {
				check, _ := catalogue.Lookup(r.ID)
				want := verdict.Pass
				switch id, ok := needy[r.ID]; {
				case ok && !has(id), check.Kind == catalogue.Probe && name == "good_api":
					want = verdict.Skip
				case check.Kind == catalogue.Report:
					want = verdict.Report
				case check.API && name == "good":
					want = verdict.Skip // it has no generated API
				case check.ID == "binary/buildinfo" && name == "good_api":
					want = verdict.Skip // it has no data of Go
				}
				if r.Outcome != want {
					t.Errorf("%s: %s, want %s: %s", r.ID, r.Outcome, want, r.Detail)
				}
				if strings.HasPrefix(r.Detail, "not measured") {
					t.Errorf("%s: %s", r.ID, r.Detail)
				}
			}
		})
	}
}

func TestNegativeFixtures(t *testing.T) {
	for _, f := range fixtures(t) {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			if !has(f.Needs) {
				t.Skipf("needs %s", f.Needs)
			}
			results := run(t, build(t, f))
			got := slices.DeleteFunc(failures(results), func(id string) bool { return slices.Contains(f.MayFail, id) })
			slices.Sort(f.Fails)
			if diff := cmp.Diff(f.Fails, got); diff != "" {
				t.Errorf("checks that fail (-want +got):\n%s%s", diff, details(results))
			}
			f.checkSaid(t, results)
		})
	}
}

// needy are the checks that skip themselves on some machines.
var needy = map[string]string{"threads/change-user": "root", "threads/affinity": "cpus"}

func has(need string) bool {
	switch need {
	case "root":
		return isRoot()
	case "cpus":
		return runtime.NumCPU() > 1
	}
	return need == ""
}

// isRoot says whether this process can become another user: not root of a sandbox, where there is no other.
func isRoot() bool {
	const nobody = 65534
	data, err := os.ReadFile("/proc/self/uid_map")
	if err != nil || os.Geteuid() != 0 {
		return false
	}
	for line := range strings.Lines(string(data)) {
		var inside, outside, count uint64
		if _, err := fmt.Sscan(line, &inside, &outside, &count); err == nil && inside <= nobody && nobody < inside+count {
			return true
		}
	}
	return false
}

// A check that no fixture breaks may be a check that cannot fail.
func TestEveryCheckHasANegativeFixture(t *testing.T) {
	broken := map[string]bool{}
	for _, f := range fixtures(t) {
		for _, id := range f.Fails {
			if _, ok := catalogue.Lookup(id); !ok {
				t.Errorf("%s: there is no check %q", f.name, id)
			}
			if strings.HasPrefix(id, "vectors/") && id != "vectors/leaks" {
				id = "vectors/*"
			}
			broken[id] = true
		}
	}
	checks, proven := 0, 0
	for _, check := range catalogue.All() {
		if check.Kind == catalogue.Report {
			continue
		}
		checks++
		if broken[check.ID] {
			proven++
		} else {
			t.Errorf("no fixture in testdata/fixtures breaks %s: add one", check.ID)
		}
	}
	fmt.Printf("%d of %d checks have a negative fixture\n", proven, checks)
}

// The host is built once for all tests, so no test can clean up after it.
func TestMain(m *testing.M) {
	code := m.Run()
	_ = os.RemoveAll(callsFolder())
	if program, err := host(); err == nil {
		_ = os.RemoveAll(filepath.Dir(program))
	}
	os.Exit(code)
}
