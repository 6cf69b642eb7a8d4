package gazelle_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bazelbuild/bazel-gazelle/language"
	"github.com/bazelbuild/bazel-gazelle/language/bazel/visibility"
	golang "github.com/bazelbuild/bazel-gazelle/language/go"
	"github.com/bazelbuild/bazel-gazelle/language/proto"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/gocshared/rules_go_cshared/gen/gazelle"
	"github.com/gocshared/rules_go_cshared/gen/internal/buildfiles"
	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
)

var update = flag.Bool("update", false, "write the goldens")

// asGazelle makes the test binary the command: an error of the extension ends the process.
const asGazelle = "CSHARED_TEST_GAZELLE"

func TestMain(m *testing.M) {
	if os.Getenv(asGazelle) != "" {
		os.Exit(command(os.Args[1:]))
	}
	os.Exit(m.Run())
}

func command(args []string) int {
	log.SetFlags(0)
	log.SetPrefix("gazelle: ")
	dir, err := os.Getwd()
	if err != nil {
		log.Fatal(err)
	}
	c := &buildfiles.Command{
		Languages: []language.Language{visibility.NewLanguage(), proto.NewLanguage(), golang.NewLanguage(), gazelle.NewLanguage()},
		Dir:       dir, Args: args, Stdout: os.Stdout, Stderr: os.Stderr, Usage: func(*flag.FlagSet) {},
	}
	if len(args) > 0 && args[0] == "fix" {
		c.Fix, c.Args = true, args[1:]
	}
	if err := c.Run(); err != nil {
		log.Print(err)
		return 1
	}
	return 0
}

// gazelleIn runs the command in a folder.
func gazelleIn(t *testing.T, dir string, args ...string) (stdout, stderr string, exit int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Dir = dir
	// No module is looked up in the network.
	cmd.Env = append(os.Environ(), asGazelle+"=1", "GOPROXY=off", "GOFLAGS=-mod=mod")
	var out, err bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &err
	var failed *exec.ExitError
	if e := cmd.Run(); e != nil && !errors.As(e, &failed) {
		t.Fatal(e)
	}
	return out.String(), err.String(), cmd.ProcessState.ExitCode()
}

// A golden is a workspace before and after. Above its files stand comments, and the arguments. Bazel builds
// what is left behind (tests/integration), unless a comment says `# Not built: ` and the reason.
type golden struct {
	path    string
	archive *txtar.Archive
	args    []string
}

const (
	cases  = "testdata/*.txtar"
	want   = "want/"
	stderr = want + "stderr"
	stdout = want + "stdout"
	exit   = want + "exit"
)

func goldens(t *testing.T) (all []golden) {
	t.Helper()
	paths, err := filepath.Glob(cases)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases match %s (%v)", cases, err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		g := golden{path: path, archive: archive}
		for line := range strings.Lines(string(archive.Comment)) {
			if !strings.HasPrefix(line, "#") {
				g.args = append(g.args, strings.Fields(line)...)
			}
		}
		all = append(all, g)
	}
	return all
}

func TestGoldens(t *testing.T) {
	for _, g := range goldens(t) {
		t.Run(strings.TrimSuffix(filepath.Base(g.path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			g.run(t)
		})
	}
}

func (g golden) run(t *testing.T) {
	dir := t.TempDir()
	wanted := map[string]string{stderr: "", stdout: "", exit: "0\n"}
	before := &txtar.Archive{Comment: g.archive.Comment}
	for _, f := range g.archive.Files {
		if strings.HasPrefix(f.Name, want) {
			wanted[f.Name] = string(f.Data)
			continue
		}
		before.Files = append(before.Files, f)
		write(t, filepath.Join(dir, f.Name), f.Data)
	}
	old := buildFiles(t, dir)
	out, err, code := gazelleIn(t, dir, g.args...)
	got := map[string]string{stdout: strings.ReplaceAll(out, dir, "DIR"), stderr: strings.ReplaceAll(err, dir, "DIR"), exit: fmt.Sprintln(code)}
	after := buildFiles(t, dir)
	for name := range old {
		if after[name] == "" {
			got[want+name] = "" // it has lost all
		}
	}
	for name, text := range after {
		if text != old[name] {
			got[want+name] = text
		}
	}
	if *update {
		g.write(t, before, got)
		return
	}
	if d := cmp.Diff(wanted, got); d != "" {
		t.Errorf("%s: -wanted +got, and go test ./gen/gazelle -update writes it\n%s", g.path, d)
	}
	if code != 0 {
		if len(got) > 3 {
			t.Error("the run failed, and has written BUILD files")
		}
		return
	}
	flags := slices.Clone(g.args)
	if len(flags) > 0 && flags[0] == "fix" {
		flags = flags[1:] // which would only add to what update does
	}
	again, _, code := gazelleIn(t, dir, slices.Concat([]string{"-mode=diff"}, flags)...)
	if again != "" || code != 0 {
		t.Errorf("a second run changes BUILD files again:\n%s", again)
	}
}

func (g golden) write(t *testing.T, before *txtar.Archive, got map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if text := got[name]; (text != "" || strings.HasSuffix(name, ".bazel")) && (name != exit || text != "0\n") {
			before.Files = append(before.Files, txtar.File{Name: name, Data: []byte(text)})
		}
	}
	write(t, g.path, txtar.Format(before))
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// buildFiles are all BUILD files that say something.
func buildFiles(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != "BUILD.bazel" {
			return err
		}
		text, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		if len(bytes.TrimSpace(text)) > 0 {
			all[rel] = string(text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestEveryDiagnosticHasAGolden keeps each message in sight.
func TestEveryDiagnosticHasAGolden(t *testing.T) {
	raised := map[string]bool{}
	for _, g := range goldens(t) {
		for _, f := range g.archive.Files {
			if f.Name != stderr {
				continue
			}
			for _, m := range regexp.MustCompile(`\[(CSHARED\d+)\]`).FindAllStringSubmatch(string(f.Data), -1) {
				raised[m[1]] = true
			}
			if hole := regexp.MustCompile(`\{(key|value|why|fix|prefix|other|directive|where|kind|attributes|header|targets|first|library|linkmode|what)\}`).FindString(string(f.Data)); hole != "" {
				t.Errorf("%s: the message has the unfilled hole %s", g.path, hole)
			}
		}
	}
	for _, e := range diag.Table() {
		if diag.OfGazelle(e.ID) && !raised[string(e.ID)] {
			t.Errorf("%s (%s): no case in testdata raises it", e.ID, e.Title)
		}
	}
}

// TestEveryDirectiveHasAGolden: each is obeyed in one workspace, and not understood in another.
func TestEveryDirectiveHasAGolden(t *testing.T) {
	obeyed, rejected := map[string]bool{}, map[string]bool{}
	line := regexp.MustCompile(`(?m)^# gazelle:(cshared\w*)`)
	for _, g := range goldens(t) {
		in := obeyed
		if strings.HasSuffix(g.path, "directives_rejected.txtar") {
			in = rejected
		}
		for _, f := range g.archive.Files {
			for _, m := range line.FindAllSubmatch(f.Data, -1) {
				in[string(m[1])] = true
			}
		}
	}
	for _, key := range gazelle.NewLanguage().KnownDirectives() {
		if !obeyed[key] {
			t.Errorf("# gazelle:%s: no case in testdata obeys it", key)
		}
		if !rejected[key] {
			t.Errorf("# gazelle:%s: testdata/directives_rejected.txtar has no wrong value of it", key)
		}
	}
}
