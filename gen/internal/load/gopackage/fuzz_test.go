package gopackage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/txtar"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/gosource"
)

const testdata = "../../../testdata"

// seeds are the sources of all golden cases.
func seeds(f *testing.F) []string {
	f.Helper()
	cases, err := filepath.Glob(filepath.Join(testdata, "api/*.txtar"))
	if err != nil || len(cases) == 0 {
		f.Fatalf("no golden cases: %v", err)
	}
	var all []string
	for _, path := range cases {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if strings.HasSuffix(file.Name, ".go") && !strings.HasPrefix(file.Name, "want/") {
				all = append(all, string(file.Data))
			}
		}
	}
	return all
}

// marks are put above declarations, by the bytes that the fuzzer chooses.
var marks = []string{
	"//cshared:export", "//cshared:infallible", "//cshared:rename other", "//cshared:rename 1x", "//cshared:borrow a b values", "//cshared:panics abort",
	"//cshared:panics", "//cshared:export x", "// cshared:export", "//cshared:allow x y", "// Text.", "// Deprecated: Use x.", "/*", "*/", "//cshared:rename export",
	"//cshared:library name=calc prefix=x_", "//cshared:library prefix= size=1",
}

// mutate puts a mark above one line in each step, or exchanges two lines, or removes one.
func mutate(source string, steps []byte) string {
	lines := strings.Split(source, "\n")
	for i := 0; i+2 < len(steps) && i < 3*8; i += 3 {
		at := int(steps[i+1]) % len(lines)
		switch what := int(steps[i]) % (len(marks) + 2); what {
		case len(marks):
			other := int(steps[i+2]) % len(lines)
			lines[at], lines[other] = lines[other], lines[at]
		case len(marks) + 1:
			if len(lines) > 1 {
				lines = append(lines[:at:at], lines[at+1:]...)
			}
		default:
			lines = append(lines[:at:at], append([]string{marks[what]}, lines[at:]...)...)
		}
	}
	return strings.Join(lines, "\n")
}

// FuzzLoad loads changed packages. Whatever they are, there is an API or there are problems, each with
// its place, always the same.
func FuzzLoad(f *testing.F) {
	for _, source := range seeds(f) {
		f.Add(source, []byte{})
		for i := range marks {
			f.Add(source, []byte{byte(i), byte(5 * i), 0, byte(i + 1), byte(7 * i), 9, byte(len(marks)), byte(3 * i), byte(11 * i)})
		}
	}
	importer := standIns{fset: token.NewFileSet(), done: map[string]*types.Package{}}
	f.Fuzz(func(t *testing.T, source string, steps []byte) {
		source = mutate(source, steps)
		dir := t.TempDir()
		path := filepath.Join(dir, "calc.go")
		if err := os.WriteFile(path, []byte(source), 0o666); err != nil {
			t.Fatal(err)
		}
		data, ok := exportData("example.com/calc", source, importer)
		if !ok {
			t.Skip("does not compile, so it has no export data")
		}
		in := &Input{
			Label: "//lib:calc", Packages: []Package{{ImportPath: "example.com/calc", ExportData: filepath.Join(dir, "calc.x"), Sources: []string{path}}},
			Target: gosource.Target{GOOS: "linux", GOARCH: "amd64", GoVersion: "go1.26.8"}, Prefix: "calc_", Panics: "errno",
		}
		if err := os.WriteFile(in.Packages[0].ExportData, data, 0o666); err != nil {
			t.Fatal(err)
		}
		first, second := load(t, in, source), load(t, in, source)
		if first != second {
			t.Errorf("two runs differ:\n%s\n%s", first, second)
		}
		twice(t, in, source, importer)
	})
}

var (
	position = regexp.MustCompile(`calc\.go:[1-9][0-9]*(:[1-9][0-9]*)?$`)
	hole     = regexp.MustCompile(`\{[a-z]+\}`)
)

// load returns the problems, or the API, as text.
func load(t *testing.T, in *Input, source string) string {
	t.Helper()
	api, problems := Load(in)
	if len(problems) == 0 {
		if !strings.Contains(source, "//cshared:export") {
			t.Error("neither a mark nor problems")
		}
		for _, f := range api.Funcs {
			f.Layout() // of all types that were let through
		}
		api.Library = nil
		text, err := json.Marshal(api)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for _, p := range problems {
		if p.Where != in.Label && !position.MatchString(p.Where) {
			t.Errorf("a problem without its place: %s", p)
		}
		for _, hole := range hole.FindAllString(p.String(), -1) {
			if !strings.Contains(source, hole) {
				t.Errorf("the message has the hole %s: %s", hole, p)
			}
		}
	}
	var text bytes.Buffer
	if err := diag.Print(&text, problems); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// own counts the functions but for those of iterators, which packages share.
func own(api *ir.API) (n int) {
	for _, f := range api.Funcs {
		if !f.IsNext {
			n++
		}
	}
	return n
}

// twice loads the package with a copy of it: the two are as good as the one, and do not mix.
func twice(t *testing.T, in *Input, source string, importer types.Importer) {
	t.Helper()
	both, one := *in, in.Packages[0]
	data, _ := exportData("example.com/other", source, importer)
	other := Package{ImportPath: "example.com/other", ExportData: one.ExportData + "2", Sources: one.Sources, Prefix: "calc_b_"}
	if err := os.WriteFile(other.ExportData, data, 0o666); err != nil {
		t.Fatal(err)
	}
	one.Prefix = "calc_a_"
	both.Packages = []Package{other, one}
	api, problems := Load(in)
	twoAPI, twoProblems := Load(&both)
	switch {
	case len(problems) > 0: // some of them are none with the longer prefixes
	case len(twoProblems) > 0:
		t.Errorf("a package has no problems, with a copy of it %v", twoProblems)
	case own(twoAPI) != 2*own(api) || len(twoAPI.Enums) != 2*len(api.Enums) || len(twoAPI.Constants) != 2*len(api.Constants):
		t.Errorf("a package has %d functions, with a copy of it %d", own(api), own(twoAPI))
	}
}

// exportData compiles; like the compiler, it writes nothing for what has errors.
func exportData(path, source string, importer types.Importer) ([]byte, bool) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "calc.go", source, parser.SkipObjectResolution)
	if err != nil {
		return nil, false
	}
	config := types.Config{Importer: importer}
	pkg, err := config.Check(path, fset, []*ast.File{file}, nil)
	if err != nil {
		return nil, false
	}
	var data bytes.Buffer
	if err := gcexportdata.Write(&data, fset, pkg); err != nil {
		return nil, false
	}
	text := "go object linux amd64 go1.26.8 GOAMD64=v1 X:regabiwrappers\n\n\n$$B\n" + data.String() + "\n$$\n"
	return []byte(fmt.Sprintf("!<arch>\n%-16s%-12d%-6d%-6d%-8o%-10d`\n", "__.PKGDEF", 0, 0, 0, 0o644, len(text)) + text), true
}

// standIns imports the packages of testdata/std.
type standIns struct {
	fset *token.FileSet
	done map[string]*types.Package
}

func (s standIns) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := s.done[path]; p != nil {
		return p, nil
	}
	file, err := parser.ParseFile(s.fset, filepath.Join(testdata, "std", filepath.Base(path)+".go"), nil, 0)
	if err != nil {
		return nil, err
	}
	config := types.Config{Importer: s}
	p, err := config.Check(path, s.fset, []*ast.File{file}, nil)
	s.done[path] = p
	return p, err
}
