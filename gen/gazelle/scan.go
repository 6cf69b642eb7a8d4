package gazelle

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/bazelbuild/bazel-gazelle/walk"
)

// A goFile is one of a folder. Few are worth parsing.
type goFile struct {
	name   string
	text   []byte
	marked bool // it may have a comment of ours
	fset   *token.FileSet
	ast    *ast.File // nil if not parsed, or not Go
}

// mark finds what may be a comment of ours, also a misspelt one.
var mark = regexp.MustCompile(`(?i)c-?shared[\pZ\s]*:|(?m)^//\s*export\b`)

// hasMark looks for plain words first: most of the time that the extension takes goes into this.
func hasMark(text []byte) bool {
	return containsAny(text, "hared", "export", "HARED") && mark.Match(text)
}

// saysMore finds what only counts in the package of a file with a mark: cgo, settings, a main function.
func saysMore(text []byte) bool {
	return containsAny(text, `"C"`, "//go:debug", "func main", shimPackage)
}

func containsAny(text []byte, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return bytes.Contains(text, []byte(w)) })
}

func (f *goFile) parse(rel string) {
	f.fset = token.NewFileSet()
	file, err := parser.ParseFile(f.fset, path.Join(rel, f.name), f.text, parser.ParseComments|parser.SkipObjectResolution)
	if err == nil { // else the compiler will say what is wrong with it
		f.ast = file
	}
}

// A scanner reads the Go files of folders, ahead of the walk, as Gazelle visits one folder after the other.
type scanner struct {
	jobs map[string]*job // by folder
}

// A job is one folder. Who asks for it first does it; others wait.
type job struct {
	rel, dir string
	names    []string
	once     sync.Once
	files    map[string]*goFile
}

// ahead reads the subfolders of a folder while they are visited.
func (s *scanner) ahead(root, rel string) {
	above, err := walk.GetDirInfo(rel)
	if err != nil {
		return
	}
	var jobs []*job
	for _, sub := range above.Subdirs {
		if info, err := walk.GetDirInfo(path.Join(rel, sub)); err == nil && len(info.RegularFiles) > 0 {
			j := &job{rel: path.Join(rel, sub), dir: filepath.Join(root, rel, sub), names: info.RegularFiles}
			s.jobs[j.rel] = j
			jobs = append(jobs, j)
		}
	}
	go func() {
		for _, j := range jobs {
			j.do()
		}
	}()
}

// files returns what is worth to be looked at, nothing if no file of the folder has a mark.
func (s *scanner) files(rel, dir string, names []string) map[string]*goFile {
	j, ok := s.jobs[rel]
	if !ok {
		j = &job{rel: rel, dir: dir, names: names}
	}
	delete(s.jobs, rel)
	j.do()
	return j.files
}

func (j *job) do() { j.once.Do(j.scan) }

// scan looks at tests only where something else has a mark, or where nothing else is: most are as good as
// nothing to read.
func (j *job) scan() {
	var tests, others []string
	for _, name := range j.names {
		switch {
		case strings.HasSuffix(name, "_test.go"):
			tests = append(tests, name)
		case strings.HasSuffix(name, ".go"):
			others = append(others, name)
		}
	}
	files := map[string]*goFile{}
	marked := j.read(others, files)
	if marked || len(others) == 0 {
		marked = j.read(tests, files) || marked
	}
	if !marked {
		return
	}
	for _, f := range files {
		f.parse(j.rel)
	}
	j.files = files
}

var buffers = sync.Pool{New: func() any { return new([64 << 10]byte) }}

// read keeps no text that says nothing: it would only have to be collected as garbage.
func (j *job) read(names []string, files map[string]*goFile) (marked bool) {
	buffer := buffers.Get().(*[64 << 10]byte)
	defer buffers.Put(buffer)
	for _, name := range names {
		text, err := readFile(filepath.Join(j.dir, name), buffer[:])
		if err != nil {
			continue // generated, or gone
		}
		is := hasMark(text)
		if is || saysMore(text) {
			files[name] = &goFile{name: name, marked: is, text: slices.Clone(text)}
		}
		marked = marked || is
	}
	return marked
}
