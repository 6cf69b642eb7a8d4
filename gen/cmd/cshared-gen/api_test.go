package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/gcexportdata"
)

const apiCases = "../../testdata/api"

// apiDefaults come before the flags of a case, which win.
var apiDefaults = []string{
	"api", "-label", "//lib:calc", "-name", "calc", "-version", "1.2.3", "-importpath", "example.com/calc",
	"-export-data", "calc.x", "-out-header", "out/calc.h", "-out-go", "out/calc_cshared.go", "-out-c", "out/calc_cshared.c",
	"-out-symbols", "out/exports.txt", "-out-abi", "out/abi.json",
}

var apiOutputs = []string{"exit", "stderr", "calc.h", "calc_cshared.go", "calc_cshared.c", "exports.txt", "abi.json"}

func TestAPI(t *testing.T) {
	cc := findCompilers(t)
	for _, c := range readCases(t, apiCases) {
		t.Run(c.name(), func(t *testing.T) {
			got, dir := runAPI(t, c)
			c.compare(t, got, apiOutputs)
			if got["stderr"] != "" {
				if len(got) != 2 {
					t.Errorf("a run with problems wrote outputs: %d files", len(got)-2)
				}
				return
			}
			t.Parallel()
			cc.compileHeader(t, dir, filepath.Join(dir, "out", "calc.h"))
			cc.compileGlue(t, filepath.Join(dir, "out", "calc_cshared.c"))
			if formatted, err := format.Source([]byte(got["calc_cshared.go"])); err != nil || string(formatted) != got["calc_cshared.go"] {
				t.Errorf("the Go glue is not gofmt-clean: %v", err)
			}
		})
	}
}

// TestAPIRunsAreEqual runs each case again with the sources in another order.
func TestAPIRunsAreEqual(t *testing.T) {
	for _, c := range readCases(t, apiCases) {
		first, _ := runAPI(t, c)
		c.flags = reversePairs(slices.Concat(c.flags, []string{}), "-src")
		second, _ := runAPI(t, c)
		for name := range first {
			if first[name] != second[name] {
				t.Errorf("%s: %s depends on the order of the sources", c.path, name)
			}
		}
	}
}

func runAPI(t *testing.T, c *goldenCase) (got map[string]string, dir string) {
	t.Helper()
	dir = t.TempDir()
	writeFile(t, filepath.Join(dir, "out", "keep"), nil)
	c.extract(t, dir)
	args := slices.Clone(apiDefaults)
	if _, err := os.Stat(filepath.Join(dir, "calc.x")); err != nil {
		var sources []string
		for _, f := range c.archive.Files {
			if strings.HasSuffix(f.Name, ".go") && !strings.HasPrefix(f.Name, wantDir) {
				sources = append(sources, f.Name)
			}
		}
		compile(t, dir, sources)
		for _, name := range sources {
			args = append(args, "-src", name)
		}
	}
	stderr, exit := runIn(t, dir, append(args, c.flags...))
	got = map[string]string{}
	if stderr != "" || exit != "0\n" {
		got["stderr"], got["exit"] = stderr, exit
	}
	for _, name := range apiOutputs[2:] {
		if data, err := os.ReadFile(filepath.Join(dir, "out", name)); err == nil {
			got[name] = string(data)
		}
	}
	return got, dir
}

// compile writes the export data of a package as the compiler does: the types are checked by the same
// code, against a few packages of the standard library that stand in testdata/std.
func compile(t *testing.T, dir string, sources []string) {
	t.Helper()
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range sources {
		file, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.ParseComments)
		if err == nil && !strings.HasSuffix(name, "_windows.go") {
			files = append(files, file)
		}
	}
	std := standard{fset: fset, done: map[string]*types.Package{}}
	config := types.Config{Importer: std, Error: func(error) {}}
	pkg, _ := config.Check("example.com/calc", fset, files, nil)
	var data bytes.Buffer
	if err := gcexportdata.Write(&data, fset, pkg); err != nil {
		t.Fatal(err)
	}
	// cmd/compile's frame around it: bexport.go, "$$B\n" and the format's letter.
	text := "go object linux amd64 go1.26.8 GOAMD64=v1 X:regabiwrappers\n\n\n$$B\n" + data.String() + "\n$$\n"
	header := fmt.Sprintf("!<arch>\n%-16s%-12d%-6d%-6d%-8o%-10d`\n", "__.PKGDEF", 0, 0, 0, 0o644, len(text))
	writeFile(t, filepath.Join(dir, "calc.x"), []byte(header+text))
}

// standard imports the stand-ins.
type standard struct {
	fset *token.FileSet
	done map[string]*types.Package
}

func (s standard) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := s.done[path]; p != nil {
		return p, nil
	}
	file, err := parser.ParseFile(s.fset, filepath.Join("../../testdata/std", path+".go"), nil, 0)
	if err != nil {
		return nil, err
	}
	config := types.Config{Importer: s}
	p, err := config.Check(path, s.fset, []*ast.File{file}, nil)
	s.done[path] = p
	return p, err
}

// compileGlue compiles the C half in every way in which the rules do, and more.
func (cc compilers) compileGlue(t *testing.T, source string) {
	t.Helper()
	for _, compiler := range cc.c {
		for _, standard := range []string{"c11", "c17", "gnu11"} {
			args := append([]string{"-std=" + standard, "-fsyntax-only", "-Wconversion", "-Wshadow", "-Wmissing-prototypes", "-I../../../runtime_shim/include"}, strict...)
			if out, err := exec.Command(compiler, append(args, source)...).CombinedOutput(); err != nil {
				t.Errorf("the C glue does not compile with %s -std=%s: %v\n%s", compiler, standard, err, out)
			}
		}
	}
}
