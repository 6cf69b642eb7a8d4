package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// goPackage is what `go list` says of a package.
type goPackage struct {
	Dir, ImportPath, Name, Export string
	GoFiles, CgoFiles             []string
	CFiles, CXXFiles, HFiles      []string
	Standard                      bool
	Module                        *struct{ Dir string }

	tags   []string
	prefix string // of its names in C
}

const listFields = "-json=Dir,ImportPath,Name,Export,GoFiles,CgoFiles,CFiles,CXXFiles,HFiles,Standard,Module"

// findPackage lets the go command compile the package, which gives its export data.
func findPackage(pattern string) (*goPackage, error) {
	if _, err := exec.LookPath("go"); err != nil {
		return nil, &problem{"there is no `go` on PATH, which finds and compiles the package", []string{
			"install Go (https://go.dev/doc/install), and add its folder bin to PATH",
			"under Bazel use go_cshared_library, which brings its own",
		}}
	}
	out, complaint, err := goCommand("list", "-export", listFields, "--", pattern)
	if err != nil {
		return nil, &problem{fmt.Sprintf("the go command cannot compile %s, whose API is read from what the compiler writes; it says\n%s", pattern, indent(complaint)), []string{
			fmt.Sprintf("correct it until `go build %s` succeeds", pattern),
			"run cshared inside the module of the package; a folder is written with a dot: ./calc",
		}}
	}
	packages, err := decode(out)
	if err != nil {
		return nil, &problem{fmt.Sprintf("`go list` of %s prints what is not JSON: %v", pattern, err), []string{"use a Go version that this release knows"}}
	}
	switch {
	case len(packages) == 0:
		return nil, &problem{fmt.Sprintf("%s matches no package", pattern), []string{"name the folder of one package: ./calc"}}
	case len(packages) > 1:
		return nil, &problem{
			fmt.Sprintf("%s matches %d packages, %s and %s among them, and an argument names one", pattern, len(packages), packages[0].ImportPath, packages[1].ImportPath),
			[]string{"name each of them: `cshared gen -prefix net_ ./url ./ip`", "export what belongs together from one package, which calls the others"},
		}
	case packages[0].ImportPath == "command-line-arguments":
		return nil, &problem{fmt.Sprintf("%s is a file, and the generated code imports a package", pattern), []string{"name its folder: " + folderOf(pattern)}}
	}
	pkg := packages[0]
	tags, complaint, err := goCommand("list", "-f", "{{join context.BuildTags \" \"}}", "--", pattern)
	if err != nil {
		return nil, &problem{"the go command does not tell its build tags; it says\n" + indent(complaint), []string{"use a Go version that this release knows"}}
	}
	pkg.tags = strings.Fields(tags)
	return pkg, nil
}

// goCommand runs go with cgo, which the library is built with, too.
func goCommand(args ...string) (stdout, stderr string, err error) {
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err = cmd.Run()
	return out.String(), complaint.String(), err
}

func decode(out string) ([]*goPackage, error) {
	var all []*goPackage
	for d := json.NewDecoder(strings.NewReader(out)); ; {
		p := new(goPackage)
		if err := d.Decode(p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
}

// folder is where the package lies, in the form in which a reader in this folder writes it.
func (p *goPackage) folder() string {
	if here, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(here, p.Dir); err == nil && filepath.IsLocal(rel) {
			return rel
		}
	}
	return p.Dir
}

// sources returns the Go files.
func (p *goPackage) sources() []string {
	dir := p.folder()
	var all []string
	for _, name := range append(append([]string{}, p.GoFiles...), p.CgoFiles...) {
		all = append(all, filepath.Join(dir, name))
	}
	return all
}

func folderOf(file string) string {
	dir := filepath.ToSlash(filepath.Dir(file))
	if filepath.IsLocal(dir) && dir != "." {
		return "./" + dir
	}
	return dir
}

func indent(text string) string {
	return "\t" + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n\t")
}
