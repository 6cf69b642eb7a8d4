// Package generated writes the Go package that the build rows build: a main package with C exports,
// a chain of Go packages behind it, and a C program that uses the library.
package generated

import (
	_ "embed"
	"fmt"
	"strings"
	"text/template"

	"golang.org/x/tools/txtar"
)

//go:embed package.txtar
var text string

var tmpl = template.Must(template.New("package.txtar").Parse(text))

// The size of the closure: ten packages of some 500 lines.
const (
	packages = 10
	steps    = 40
)

// Package describes one copy.
type Package struct {
	// Folder in the workspace; import paths contain it, so two folders share no compiled package.
	Folder string
	// Edit stands in a function body, always with the same width.
	Edit int
	// MoreExports adds an exported function.
	MoreExports bool
}

type level struct{ Name, Below string }

// Files returns path → content of all files.
func (p Package) Files() (map[string]string, error) {
	var levels []level
	for i := range packages {
		l := level{Name: fmt.Sprintf("p%d", i)}
		if i > 0 {
			l.Below = levels[i-1].Name
		}
		levels = append(levels, l)
	}
	var expanded strings.Builder
	err := tmpl.Execute(&expanded, struct {
		Package
		Levels []level
		Top    string
		Steps  int
	}{p, levels, levels[packages-1].Name, steps})
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, file := range txtar.Parse([]byte(expanded.String())).Files {
		files[p.Folder+"/"+file.Name] = string(file.Data)
	}
	return files, nil
}

// Main returns the main package's file alone: what an edit changes.
func (p Package) Main() (map[string]string, error) {
	files, err := p.Files()
	name := p.Folder + "/main.go"
	return map[string]string{name: files[name]}, err
}
