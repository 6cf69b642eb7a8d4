// Package gosource reads the Go sources of the main package: the doc comments of its exports, and
// its //go:debug lines. Only files that the build selects count.
package gosource

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Package is what the sources say.
type Package struct {
	Docs  map[string]string // text of the doc comment by name of the export
	Debug []Setting         // in the order of files and lines
}

// Setting is one //go:debug line. Text is what stands behind the word.
type Setting struct {
	Text string
	File string
	Line int
}

// Target selects the files that are compiled.
type Target struct {
	GOOS, GOARCH, GoVersion string
	Tags                    []string
}

func (t Target) context() build.Context {
	ctx := build.Default
	ctx.GOOS, ctx.GOARCH, ctx.CgoEnabled, ctx.Compiler = t.GOOS, t.GOARCH, true, "gc"
	ctx.BuildTags, ctx.ToolTags, ctx.ReleaseTags = t.Tags, nil, releaseTags(t.GoVersion)
	return ctx
}

// releaseTags returns go1.1 … go1.N of "go1.N.P"; a development version has the tool's own.
func releaseTags(version string) []string {
	minor, _, _ := strings.Cut(strings.TrimPrefix(version, "go1."), ".")
	n, err := strconv.Atoi(strings.TrimRight(strings.SplitN(minor, "rc", 2)[0], "-"))
	if err != nil {
		return build.Default.ReleaseTags
	}
	var tags []string
	for i := 1; i <= n; i++ {
		tags = append(tags, fmt.Sprintf("go1.%d", i))
	}
	return tags
}

// Selects says whether the target's build compiles the file: not by its name, a constraint in it, or
// because it is a test.
func (t Target) Selects(path string) (bool, error) {
	if strings.HasSuffix(path, "_test.go") {
		return false, nil
	}
	ctx := t.context()
	return ctx.MatchFile(filepath.Dir(path), filepath.Base(path))
}

// Add reads one file, if the target's build has it.
func (p *Package) Add(path string, target Target) error {
	if ok, err := target.Selects(path); err != nil || !ok {
		return err
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	if p.Docs == nil {
		p.Docs = map[string]string{}
	}
	p.addDebug(fset, file)
	p.addDocs(file)
	return nil
}

// addDebug takes the lines that the go command takes: those before the package clause.
func (p *Package) addDebug(fset *token.FileSet, file *ast.File) {
	for _, group := range file.Comments {
		for _, c := range group.List {
			rest, ok := strings.CutPrefix(c.Text, "//go:debug")
			if c.Pos() >= file.Package || !ok || rest == "" || !strings.ContainsRune(" \t", rune(rest[0])) {
				continue
			}
			// The position in the file itself: a //line comment must not hide it.
			pos := fset.PositionFor(c.Pos(), false)
			p.Debug = append(p.Debug, Setting{Text: strings.TrimSpace(rest), File: pos.Filename, Line: pos.Line})
		}
	}
}

func (p *Package) addDocs(file *ast.File) {
	importsC := slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"C"` })
	if !importsC {
		return
	}
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Doc == nil {
			continue
		}
		for _, c := range f.Doc.List {
			if name, ok := strings.CutPrefix(c.Text, "//export "); ok {
				p.Docs[strings.TrimSpace(name)] = f.Doc.Text()
				break
			}
		}
	}
}
