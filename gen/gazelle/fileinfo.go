package gazelle

import (
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/directive"
)

// packageInfo is what the files of a Go package say.
type packageInfo struct {
	name      string
	library   *directive.Library
	marked    string   // where //cshared:library stands
	export    string   // where the first //cshared:export stands
	exports   []string // the names behind //export, in files that cgo reads
	emptyMain bool
	hasMain   bool
	debug     map[string]string // of //go:debug lines
	includes  []include
	parts     []string // of the runtime shim, that C has to have
	problems  []diag.Diagnostic
}

// An include is a header that cgo reads.
type include struct {
	header, where string
}

// readPackage takes what the files of a package say.
func readPackage(files []*goFile) *packageInfo {
	p := &packageInfo{debug: map[string]string{}}
	for _, f := range files {
		if f.ast != nil {
			(&fileReader{p: p, fset: f.fset, file: f.ast}).read()
		}
	}
	slices.Sort(p.exports)
	slices.Sort(p.parts)
	p.parts = slices.Compact(p.parts)
	return p
}

type fileReader struct {
	p    *packageInfo
	fset *token.FileSet
	file *ast.File
	cgo  bool
}

func (f *fileReader) read() {
	f.p.name = f.file.Name.Name
	f.imports()
	f.main()
	for _, group := range f.file.Comments {
		f.comments(group)
	}
	f.misspelt()
	f.cshared()
}

func (f *fileReader) where(pos token.Pos) string { return f.fset.Position(pos).String() }

var includeLine = regexp.MustCompile(`(?m)^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"`)

func (f *fileReader) imports() {
	for _, decl := range f.file.Decls {
		g, ok := decl.(*ast.GenDecl)
		if !ok || g.Tok != token.IMPORT {
			continue
		}
		for _, spec := range g.Specs {
			s := spec.(*ast.ImportSpec)
			if s.Path.Value != `"C"` {
				continue
			}
			f.cgo = true
			preamble := s.Doc
			if preamble == nil && len(g.Specs) == 1 {
				preamble = g.Doc
			}
			f.preamble(preamble)
		}
	}
}

func (f *fileReader) preamble(group *ast.CommentGroup) {
	if group == nil {
		return
	}
	for _, c := range group.List {
		text := c.Text
		if line, ok := strings.CutPrefix(text, "//"); ok {
			text = line
		} else {
			text = strings.TrimSuffix(strings.TrimPrefix(text, "/*"), "*/")
		}
		for _, match := range includeLine.FindAllStringSubmatch(text, -1) {
			f.p.includes = append(f.p.includes, include{match[1], f.where(c.Pos())})
		}
	}
}

// main notes an empty main function: what a library has, as Go asks for one, and a command has not.
func (f *fileReader) main() {
	for _, decl := range f.file.Decls {
		if d, ok := decl.(*ast.FuncDecl); ok && d.Recv == nil && d.Name.Name == "main" && f.p.name == "main" {
			f.p.hasMain = true
			f.p.emptyMain = d.Body != nil && len(d.Body.List) == 0
		}
	}
}

func (f *fileReader) comments(group *ast.CommentGroup) {
	for _, c := range group.List {
		if name, ok := strings.CutPrefix(c.Text, "//export "); ok && f.cgo && strings.TrimSpace(name) != "" {
			f.p.exports = append(f.p.exports, strings.TrimSpace(name))
		}
		if setting, ok := strings.CutPrefix(c.Text, "//go:debug "); ok && c.Pos() < f.file.Package {
			if key, value, ok := strings.Cut(strings.TrimSpace(setting), "="); ok {
				f.p.debug[key] = value
			}
		}
	}
	for _, d := range directive.Parse(group) {
		switch d.Name {
		case "export":
			if f.p.export == "" {
				f.p.export = f.where(d.Comment.Pos())
			}
		case "library":
			f.mark(d, group)
		}
	}
}

func (f *fileReader) mark(d directive.Directive, group *ast.CommentGroup) {
	where := f.where(d.Comment.Pos())
	switch {
	case group != f.file.Doc:
		f.problem(diag.MisplacedMark, where, diag.Args{
			"directive": d.Name, "where": "away from the package clause", "goes": entry(d.Name).On,
			"fix": "move it to the comment above `package`, in one file of the package",
		})
		return
	case f.p.library != nil:
		f.problem(diag.LibraryTwice, where, diag.Args{"first": f.p.marked})
		return
	}
	said, bad := directive.ReadLibrary(d)
	for _, b := range bad {
		f.problem(diag.BadMarkArguments, where, diag.Args{"text": d.Comment.Text, "why": b.Why, "grammar": entry(d.Name).Grammar, "fix": b.Fix})
	}
	f.p.library, f.p.marked = &said, where
}

func entry(name string) directive.Entry {
	return directive.Table[slices.IndexFunc(directive.Table, func(e directive.Entry) bool { return e.Name == name })]
}

// misspelt finds what was meant to be a directive. A bare `// export` may be prose in a package that has
// no directive of ours.
func (f *fileReader) misspelt() {
	for _, p := range directive.Check(f.file.Comments, f.cgo) {
		if bare := !strings.Contains(strings.ToLower(p.Text), "shared"); bare {
			continue
		}
		f.problem(diag.NotADirective, f.where(p.Comment.Pos()), diag.Args{"text": p.Text, "why": p.Why, "fix": p.Fix})
	}
}

func (f *fileReader) problem(id diag.ID, where string, args diag.Args) {
	f.p.problems = append(f.p.problems, diag.New(id, where, args))
}

const (
	shimPackages = "github.com/gocshared/rules_go_cshared/runtime_shim/"
	shimPackage  = shimPackages + "cshared"
)

// ofC are the functions that take what C has made, and the part of the shim that C makes it with.
var ofC = map[string]string{"MutexOf": "mutex", "TimerOf": "timer"}

func (f *fileReader) cshared() {
	local := ""
	for _, s := range f.file.Imports {
		if p, _ := strconv.Unquote(s.Path.Value); p == shimPackage {
			local = "cshared"
			if s.Name != nil {
				local = s.Name.Name
			}
		}
	}
	if local == "" {
		return
	}
	ast.Inspect(f.file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == local && ofC[s.Sel.Name] != "" {
				f.p.parts = append(f.p.parts, ofC[s.Sel.Name])
			}
		}
		return true
	})
}

var mainFunction = regexp.MustCompile(`(?m)^[ \t]*(extern[ \t]+"C"[ \t]+)?(int|void|auto)[ \t\r\n]+main[ \t]*\(`)

// isHost says whether a C or C++ file beside the Go files is a program that uses the library: it has a
// main function, or it includes a header that is made for hosts. Such a file is no part of the library.
func isHost(text []byte, headers []string) bool {
	if mainFunction.Match(text) {
		return true
	}
	for _, match := range regexp.MustCompile(`(?m)^[ \t]*#[ \t]*include[ \t]*["<]([^">\n]+)[">]`).FindAllSubmatch(text, -1) {
		if slices.Contains(headers, path.Base(string(match[1]))) {
			return true
		}
	}
	return false
}

// goModDebug returns the godebug settings of the module that a folder belongs to: of the nearest go.mod
// up to the root.
func goModDebug(root, dir string) map[string]string {
	for {
		if data, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil {
			return parseGoMod(data)
		}
		if dir == root || len(dir) <= len(root) {
			return nil
		}
		dir = filepath.Dir(dir)
	}
}

func parseGoMod(data []byte) map[string]string {
	mod, err := modfile.Parse("go.mod", data, nil)
	if err != nil {
		return nil // the go command will say what is wrong with it
	}
	settings := map[string]string{}
	for _, s := range mod.Godebug {
		settings[s.Key] = s.Value
	}
	return settings
}
