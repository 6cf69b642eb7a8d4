package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/gcexportdata"

	"github.com/gocshared/rules_go_cshared/gen/internal/load/gosource"
)

// packages returns the Go files of a case by package: those without a folder are example.com/calc, those
// in a folder x are example.com/x.
func (c *goldenCase) packages() map[string][]string {
	all := map[string][]string{}
	for _, f := range c.archive.Files {
		if !strings.HasSuffix(f.Name, ".go") || strings.HasPrefix(f.Name, wantDir) {
			continue
		}
		name := path.Dir(f.Name)
		if name == "." {
			name = "calc"
		}
		all[name] = append(all[name], f.Name)
	}
	return all
}

// tags are the build tags among the flags.
func (c *goldenCase) tags() []string {
	var tags []string
	for i, flag := range c.flags {
		if flag == "-go-tag" {
			tags = append(tags, c.flags[i+1])
		}
	}
	return tags
}

// compile writes the export data of packages as the compiler does: the types are checked by the same
// code, against a few packages of the standard library that stand in testdata/std.
func compile(t *testing.T, dir string, packages map[string][]string, tags []string) {
	t.Helper()
	target := gosource.Target{GOOS: "linux", GOARCH: "amd64", GoVersion: "go1.26.8", Tags: tags}
	i := importer{fset: token.NewFileSet(), done: map[string]*types.Package{}, files: map[string][]*ast.File{}}
	for name, sources := range packages {
		files := []*ast.File{}
		for _, source := range sources {
			source = filepath.Join(dir, source)
			file, err := parser.ParseFile(i.fset, source, nil, parser.ParseComments)
			if err != nil {
				continue
			}
			if ok, err := target.Selects(source); ok && err == nil {
				files = append(files, file)
			}
		}
		i.files["example.com/"+name] = files
	}
	for name := range packages {
		pkg, _ := i.Import("example.com/" + name)
		writeExportData(t, i.fset, pkg, filepath.Join(dir, strings.ReplaceAll(name, "/", "_")+".x"))
	}
}

func writeExportData(t *testing.T, fset *token.FileSet, pkg *types.Package, path string) {
	t.Helper()
	var data bytes.Buffer
	if err := gcexportdata.Write(&data, fset, pkg); err != nil {
		t.Fatal(err)
	}
	// cmd/compile's frame around it: bexport.go, "$$B\n" and the format's letter.
	text := "go object linux amd64 go1.26.8 GOAMD64=v1 X:regabiwrappers\n\n\n$$B\n" + data.String() + "\n$$\n"
	header := fmt.Sprintf("!<arch>\n%-16s%-12d%-6d%-6d%-8o%-10d`\n", "__.PKGDEF", 0, 0, 0, 0o644, len(text))
	writeFile(t, path, []byte(header+text))
}

// importer checks the packages of a case, and the stand-ins.
type importer struct {
	fset  *token.FileSet
	done  map[string]*types.Package
	files map[string][]*ast.File
}

func (i importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := i.done[path]; p != nil {
		return p, nil
	}
	files, ok := i.files[path]
	config := types.Config{Importer: i, Error: func(error) {}}
	if !ok {
		file, err := parser.ParseFile(i.fset, filepath.Join("../../testdata/std", path+".go"), nil, 0)
		if err != nil {
			return nil, err
		}
		files, config.Error = []*ast.File{file}, nil
	}
	p, err := config.Check(path, i.fset, files, nil)
	i.done[path] = p
	return p, err
}
