package gopackage

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/directive"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/gosource"
)

// declaration is what the sources say of one exported thing: export data has no comments, and no
// columns.
type declaration struct {
	doc        string
	deprecated string
	directives []directive.Directive
	pos        token.Position
	node       ast.Node
	params     map[string]token.Position
}

func (d *declaration) find(name string) *directive.Directive {
	for i := range d.directives {
		if d.directives[i].Name == name {
			return &d.directives[i]
		}
	}
	return nil
}

// sources are the parsed files of a package.
type sources struct {
	fset *token.FileSet
	doc  string
	// decls has functions and types by name, methods as "Type.Method", constants by name.
	decls map[string]*declaration
	order []string
	name  string
	owned map[*ast.CommentGroup]bool
}

func newSources() *sources {
	return &sources{fset: token.NewFileSet(), decls: map[string]*declaration{}, owned: map[*ast.CommentGroup]bool{}}
}

// parse reads the files that the target's build has.
func (l *loader) parse(s *sources, paths []string, target gosource.Target) {
	for _, path := range slices.Sorted(slices.Values(paths)) {
		ok, err := target.Selects(path)
		if err != nil {
			l.problems = append(l.problems, diag.New(diag.BadGoSource, path+buildLine(path), diag.Args{"why": err.Error()}))
			continue
		}
		if !ok {
			continue
		}
		file, err := parser.ParseFile(s.fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			l.badSource(path, err)
			continue
		}
		s.name = file.Name.Name
		if file.Doc != nil && s.doc == "" {
			s.doc = file.Doc.Text()
		}
		l.addFile(s, file)
	}
}

func (l *loader) badSource(path string, err error) {
	where, why := path, err.Error()
	if list := (scanner.ErrorList)(nil); errors.As(err, &list) && len(list) > 0 {
		where, why = list[0].Pos.String(), list[0].Msg
	}
	l.problems = append(l.problems, diag.New(diag.BadGoSource, where, diag.Args{"why": why}))
}

func (l *loader) addFile(s *sources, file *ast.File) {
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if receiver := receiverName(d); receiver != "" {
				name = receiver + "." + name
			}
			s.add(name, d, d.Name.Pos(), d.Doc, nil, nil)
			s.decls[name].params = paramPositions(s.fset, d.Type.Params)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if alone, ok := spec.(*ast.ValueSpec); ok && !d.Lparen.IsValid() {
					alone.Doc, d.Doc = d.Doc, nil // the comment speaks of no group
				}
				s.addSpec(spec, d.Doc)
			}
		}
	}
	importsC := slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"C"` })
	for _, p := range directive.Check(file.Comments, importsC) {
		l.report(diag.NotADirective, s.fset.Position(p.Comment.Pos()), diag.Args{"text": p.Text, "why": p.Why, "fix": p.Fix})
	}
	for _, group := range file.Comments {
		if s.owned[group] {
			continue
		}
		for _, d := range directive.Parse(group) {
			if d.Name == "allow" || l.libraryMark(file, group, d) {
				continue // speaks of a line, or of the package
			}
			l.report(diag.MisplacedMark, s.fset.Position(d.Comment.Pos()), diag.Args{
				"directive": d.Name, "where": "in no doc comment", "goes": entry(d.Name).On,
				"fix": "move it to the doc comment of what it speaks of, without an empty line between the two",
			})
		}
	}
}

func entry(name string) directive.Entry {
	i := slices.IndexFunc(directive.Table, func(e directive.Entry) bool { return e.Name == name })
	return directive.Table[i]
}

func (s *sources) addSpec(spec ast.Spec, outer *ast.CommentGroup) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		s.add(spec.Name.Name, spec, spec.Name.Pos(), spec.Doc, nil, outer)
		if structure, ok := spec.Type.(*ast.StructType); ok {
			for _, field := range structure.Fields.List {
				if len(field.Names) == 0 {
					s.add(spec.Name.Name+"/"+embeddedName(field.Type), field, field.Type.Pos(), field.Doc, field.Comment, nil)
				}
				for _, name := range field.Names {
					s.add(spec.Name.Name+"/"+name.Name, field, name.Pos(), field.Doc, field.Comment, nil)
				}
			}
		}
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			s.add(name.Name, spec, name.Pos(), spec.Doc, spec.Comment, outer)
		}
	}
}

// add takes the comments above a declaration, behind it in its line, and above the group that it is in.
func (s *sources) add(name string, node ast.Node, pos token.Pos, above, behind, outer *ast.CommentGroup) {
	d := &declaration{node: node, pos: s.fset.Position(pos)}
	d.directives = slices.Concat(directive.Parse(above), directive.Parse(behind), directive.Parse(outer))
	doc := above
	if above.Text() == "" && behind != nil {
		doc = behind // only directives stand above, or nothing
	}
	if doc == nil {
		if _, isConst := node.(*ast.ValueSpec); !isConst {
			doc = outer
		}
	}
	d.doc, d.deprecated = splitDeprecated(doc.Text())
	s.owned[above], s.owned[behind], s.owned[outer] = true, true, true
	s.decls[name] = d
	s.order = append(s.order, name)
}

// splitDeprecated takes the paragraph out that says that something is deprecated
// (https://go.dev/wiki/Deprecated).
func splitDeprecated(text string) (doc, deprecated string) {
	var kept []string
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if rest, ok := strings.CutPrefix(paragraph, "Deprecated: "); ok {
			deprecated = strings.Join(strings.Fields(rest), " ")
			continue
		}
		kept = append(kept, paragraph)
	}
	return strings.Join(kept, "\n\n"), deprecated
}

func receiverName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.ParenExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return "?"
		}
	}
}

func paramPositions(fset *token.FileSet, fields *ast.FieldList) map[string]token.Position {
	all := map[string]token.Position{}
	for _, field := range fields.List {
		for _, name := range field.Names {
			all[name.Name] = fset.Position(name.Pos())
		}
	}
	return all
}

// buildLine is where the file has its build constraint, "" if nowhere: package go/build does not say.
func buildLine(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		if strings.HasPrefix(strings.TrimSpace(line), "//go:build") {
			return fmt.Sprintf(":%d:1", number)
		}
	}
	return ""
}
