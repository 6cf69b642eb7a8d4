// Package api_test generates the C APIs of packages that nobody wrote for it: those of Go's own library,
// with a mark above everything that they export.
package api_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"

	"github.com/gocshared/rules_go_cshared/gen/abi"
	"github.com/gocshared/rules_go_cshared/gen/internal/api"
	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/gopackage"
)

// packages of the standard library, and how many of their exports have a C form at least: a number that
// falls is something that users lose.
var packages = []struct {
	path  string
	least int
}{
	{"bufio", 39},
	{"bytes", 88},
	{"encoding/base64", 16},
	{"encoding/hex", 11},
	{"errors", 1},
	{"hash/crc32", 9},
	{"math", 97},
	{"net/url", 42},
	{"path", 7},
	{"regexp", 33},
	{"sort", 26},
	{"strconv", 36},
	{"strings", 72},
	{"text/template", 17},
	{"time", 136},
	{"unicode/utf8", 19},
}

// sdk is the Go that lists and compiles, and a module in which the generated code is built.
type sdk struct {
	program string
	module  string
	env     []string
}

func TestStandardLibrary(t *testing.T) {
	s := newSDK(t)
	for _, p := range packages {
		t.Run(p.path, func(t *testing.T) { s.generate(t, p.path, p.least) })
	}
	if t.Failed() {
		return
	}
	// Not linked: what it calls in C is in the shim, which the rules link.
	s.run(t, s.module, "list", "-export", "./...")
}

func newSDK(t *testing.T) *sdk {
	t.Helper()
	temp := t.TempDir()
	s := &sdk{program: "go", module: filepath.Join(temp, "module"), env: os.Environ()}
	if root := os.Getenv("SDK_ROOT_FILE"); root != "" { // Bazel's: there is no other one in its sandbox
		path, err := runfiles.Rlocation(root)
		if err != nil {
			t.Fatal(err)
		}
		s.program = filepath.Join(filepath.Dir(path), "bin/go")
		s.env = append(s.env, "GOCACHE="+filepath.Join(temp, "cache"), "GOPATH="+filepath.Join(temp, "path"), "HOME="+temp)
	}
	// cgo links its own parts to see their imports; the shim is not among them.
	s.env = append(s.env, "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=local", "CGO_ENABLED=1", "CGO_LDFLAGS=-Wl,--unresolved-symbols=ignore-all")
	glue, err := filepath.Glob("../../../runtime_shim/glue/*.[gs]*")
	if err != nil || len(glue) == 0 {
		t.Fatalf("no sources of the package glue: %v", err)
	}
	for _, path := range glue {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(s.module, "runtime_shim/glue", filepath.Base(path)), string(text))
	}
	write(t, filepath.Join(s.module, "go.mod"), "module github.com/gocshared/rules_go_cshared\n\ngo 1.26.0\n")
	return s
}

func (s *sdk) run(t *testing.T, folder string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(s.program, args...)
	cmd.Dir, cmd.Env = folder, s.env
	out, err := cmd.Output()
	if err != nil {
		text := out
		if exit, ok := err.(*exec.ExitError); ok {
			text = exit.Stderr
		}
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, text)
	}
	return out
}

// listed is what `go list -json` says.
type listed struct {
	Dir, Export string
	GoFiles     []string
}

// generate marks everything, and then what was not refused. The types come from the package itself, as
// comments are no part of them; a copy could not import internal packages, nor have the parts of package
// time that are in the runtime.
func (s *sdk) generate(t *testing.T, path string, least int) {
	var p listed
	if err := json.Unmarshal(s.run(t, s.module, "list", "-export", "-json=Dir,Export,GoFiles", path), &p); err != nil {
		t.Fatal(err)
	}
	var files []string
	var all []mark
	for _, name := range p.GoFiles {
		files = append(files, filepath.Join(p.Dir, name))
		all = append(all, exports(t, files[len(files)-1])...)
	}
	l := &library{path: path, export: p.Export, files: files, out: filepath.Join(s.module, "lib", path)}
	if err := os.MkdirAll(filepath.Join(l.out, "c"), 0o777); err != nil {
		t.Fatal(err)
	}
	l.follow(t, all, l.run(t, all))
	if again := l.run(t, all); len(again) > 0 {
		t.Fatalf("the fixes that the messages name are not enough: %v", again)
	}
	kept := mapped(all)
	t.Logf("%s: %d exports, %d mapped, %d refused", path, len(all), len(kept), len(all)-len(kept))
	if len(kept) < least {
		t.Errorf("%d exports have a C form, fewer than %d: only %s", len(kept), least, strings.Join(kept, " "))
	}
	l.compile(t)
}

// library is one run of the generator.
type library struct {
	path, export string
	files        []string
	out          string
}

// run runs the generator on the marked copy.
func (l *library) run(t *testing.T, marks []mark) []diag.Diagnostic {
	t.Helper()
	sources, moved := writeMarked(t, l.files, marks, t.TempDir())
	problems, err := api.Run(&api.Options{
		Label: "//std:" + l.path, Name: "std", Prefix: "std_", Version: "1.2.3",
		Packages: []gopackage.Package{{ImportPath: l.path, ExportData: l.export, Sources: sources}}, Panics: "errno",
		Out: api.Outputs{
			Header: filepath.Join(l.out, "std.h"), Go: filepath.Join(l.out, "std_cshared.go"), C: filepath.Join(l.out, "c", "std_cshared.c"),
			Symbols: filepath.Join(l.out, "exports.txt"), ABI: filepath.Join(l.out, "abi.json"),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	copy(marks, moved)
	return problems
}

var where = regexp.MustCompile(`^(.+):(\d+):\d+$`)

// follow does what the messages say: names that are taken are changed, all else is not exported. Each
// message must have the position of a declaration.
func (l *library) follow(t *testing.T, marks []mark, problems []diag.Diagnostic) {
	t.Helper()
	for _, problem := range problems {
		i := -1
		if match := where.FindStringSubmatch(problem.Where); match != nil {
			line, err := strconv.Atoi(match[2])
			if err != nil {
				t.Fatal(err)
			}
			i = at(marks, filepath.Base(match[1]), line)
		}
		switch {
		case i < 0:
			t.Errorf("the position is not that of a declaration: %s", problem)
		case problem.ID == diag.CNameTaken || problem.ID == diag.CNameTwice:
			marks[i].rename = problem.Args["suggestion"]
		default:
			marks[i].refused = true
		}
	}
}

// compile compiles the header and the C glue. The Go glue is compiled later, with all others.
func (l *library) compile(t *testing.T) {
	t.Helper()
	strict := []string{"-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I" + l.out, "-I../../../runtime_shim/include"}
	header := filepath.Join(l.out, "std.h")
	glue := filepath.Join(l.out, "c", "std_cshared.c")
	user := fmt.Sprintf("#include %q\n", header)
	inC, inCpp, generic := filepath.Join(l.out, "c", "user.c"), filepath.Join(l.out, "c", "user.cc"), filepath.Join(l.out, "c", "generic.c")
	write(t, inC, user)
	write(t, inCpp, user)
	write(t, generic, user+l.constants(t))
	for _, unit := range [][]string{
		{"gcc", "-std=c99", inC},
		{"g++", "-std=c++17", inCpp},
		{"gcc", "-std=c11", generic},
		{"gcc", "-std=c11", "-Wconversion", "-Wshadow", "-Wmissing-prototypes", glue},
	} {
		if out, err := exec.Command(unit[0], slices.Concat(strict, unit[1:])...).CombinedOutput(); err != nil {
			t.Errorf("%s does not compile: %v\n%.4000s", strings.Join(unit, " "), err, out)
		}
	}
}

// constants uses each macro, and compares its type in C with what abi.json says.
func (l *library) constants(t *testing.T) string {
	t.Helper()
	file, err := abi.Read(filepath.Join(l.out, "abi.json"))
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]string{"int": "int64_t", "uint": "uint64_t", "float": "double", "bool": "_Bool", "text": "char *"}
	text := ""
	for _, c := range file.Constants {
		of := c.Name
		if c.Kind == "bool" {
			of = "(_Bool)" + of // true is an int before C23
		}
		text += fmt.Sprintf("_Static_assert(_Generic(%s, %s: 1, default: 0), \"%s is no %s\");\n", of, types[c.Kind], c.Name, types[c.Kind])
	}
	for _, e := range file.Enums {
		for _, v := range e.Values {
			text += fmt.Sprintf("_Static_assert(_Generic(%s, %s: 1, default: 0), \"%s is no %s\");\n", v.Name, e.Name, v.Name, e.Name)
		}
	}
	return text
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
