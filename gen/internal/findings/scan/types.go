package scan

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"sync"

	"golang.org/x/tools/go/gcexportdata"
)

// Types finds out the types in sources, from what the compiler wrote down of the packages that they
// import.
type Types struct {
	Exports map[string]string // file with export data by import path, the standard library's too
	GOARCH  string

	mu       sync.Mutex // of all below, and of lazy parts of what was imported
	fset     *token.FileSet
	imported map[string]*types.Package
}

// check does not mind what does not fit together, such as the types of C: there syntax must do.
func (t *Types) check(importPath string, fset *token.FileSet, files []*ast.File) (*types.Package, *types.Info) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.imported == nil {
		t.fset, t.imported = token.NewFileSet(), map[string]*types.Package{}
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Instances: map[*ast.Ident]types.Instance{},
	}
	config := types.Config{
		Importer: importer{t}, Sizes: types.SizesFor("gc", t.GOARCH),
		Error: func(error) {}, // the compiler has seen the package, and was content
	}
	pkg, _ := config.Check(importPath, fset, files, info)
	return pkg, info
}

type importer struct{ *Types }

func (i importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if pkg := i.imported[path]; pkg != nil && pkg.Complete() {
		return pkg, nil
	}
	name, ok := i.Exports[path]
	if !ok {
		return nil, fmt.Errorf("no export data of %s", path)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := gcexportdata.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, err
	}
	return gcexportdata.Read(r, i.fset, i.imported, path)
}
