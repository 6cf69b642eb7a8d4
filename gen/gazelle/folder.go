package gazelle

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/bazelbuild/bazel-gazelle/config"
	"github.com/bazelbuild/bazel-gazelle/language"
	"github.com/bazelbuild/bazel-gazelle/rule"
	"github.com/bazelbuild/buildtools/build"
)

// A folder is what is known of a package of Bazel: the rules of its BUILD file, and those that the Go
// language has made of its files, which will be merged into them.
type folder struct {
	c    *config.Config
	rel  string
	dir  string
	made []*rule.Rule // by other languages
	file *rule.File   // may be nil

	files     []string
	generated map[string]bool // of the files
	empty     []*rule.Rule    // what else goes

	goLibrary *rule.Rule // made, or nil
	goBinary  *rule.Rule // made, or nil
}

func newFolder(args language.GenerateArgs) *folder {
	f := &folder{
		c: args.Config, rel: args.Rel, dir: args.Dir, made: args.OtherGen,
		file: args.File, files: slices.Concat(args.RegularFiles, args.GenFiles), generated: map[string]bool{},
	}
	for _, name := range args.GenFiles {
		f.generated[name] = !slices.Contains(args.RegularFiles, name)
	}
	for _, r := range f.made {
		switch {
		case r.Kind() == goLibraryKind && f.goLibrary == nil:
			f.goLibrary = r
		case r.Kind() == goBinaryKind && f.goBinary == nil:
			f.goBinary = r
		}
	}
	if len(f.c.Langs) > 0 && !slices.Contains(f.c.Langs, "go") {
		f.goLibrary, _ = first(f.ofKind(goLibraryKind)) // as it was written
	}
	return f
}

func first(rules []*rule.Rule) (*rule.Rule, bool) {
	if len(rules) == 0 {
		return nil, false
	}
	return rules[0], true
}

func (f *folder) rules() []*rule.Rule {
	if f.file == nil {
		return nil
	}
	return f.file.Rules
}

func (f *folder) ofKind(kind string) (all []*rule.Rule) {
	for _, r := range f.rules() {
		if kindOf(f.c, r) == kind {
			all = append(all, r)
		}
	}
	return all
}

func (f *folder) named(name string) *rule.Rule {
	for _, r := range f.rules() {
		if r.Name() == name {
			return r
		}
	}
	return nil
}

// writtenGoLibrary is the rule of the BUILD file that the one of the Go language will be merged into.
func (f *folder) writtenGoLibrary() *rule.Rule {
	libraries := f.ofKind(goLibraryKind)
	for _, r := range libraries {
		if r == f.goLibrary || r.Name() == f.goLibrary.Name() {
			return r
		}
	}
	for _, r := range libraries {
		if path := r.AttrString("importpath"); path != "" && path == f.goLibrary.AttrString("importpath") {
			return r
		}
	}
	return f.moved(libraries)
}

// moved is the one rule that has the files under the import path of another folder: it has come from there,
// with them.
func (f *folder) moved(libraries []*rule.Rule) *rule.Rule {
	var found *rule.Rule
	for _, r := range libraries {
		if !overlap(stringsIn(r, "srcs"), f.goFiles()) {
			continue
		}
		if found != nil {
			return nil
		}
		found = r
	}
	return found
}

// compiled is the go_library that there will be after merging.
func (f *folder) compiled() *rule.Rule {
	if written := f.writtenGoLibrary(); written != nil {
		return written
	}
	return f.goLibrary
}

// labels are the ways to write a target of the same package.
func (f *folder) labels(name string) []string {
	labels := []string{":" + name, name, "//" + f.rel + ":" + name}
	if base := f.rel[strings.LastIndexByte(f.rel, '/')+1:]; base == name {
		labels = append(labels, "//"+f.rel)
	}
	return labels
}

// of returns the rules of a kind whose `library` is a target of the package.
func (f *folder) of(kind, library string) (all []*rule.Rule) {
	for _, r := range f.ofKind(kind) {
		if slices.Contains(f.labels(library), r.AttrString("library")) {
			all = append(all, r)
		}
	}
	return all
}

// rename gives a rule another name, and all who mention it: of a rule of the BUILD file, in that and among
// what is made; of one that is made, there only, as in the BUILD file its name may be that of another rule.
func (f *folder) rename(r *rule.Rule, name string) {
	old := f.labels(r.Name())
	old = slices.Delete(old, 1, 2) // a bare name may be any text
	r.SetName(name)
	others := f.made
	if slices.Contains(f.rules(), r) {
		others = slices.Concat(f.rules(), f.made)
	}
	for _, other := range others {
		for _, key := range other.AttrKeys() {
			if e := other.Attr(key); key != "name" && replaceLabels(e, old, ":"+name) {
				other.SetAttr(key, e) // which notes the change
			}
		}
	}
}

var makeVariable = regexp.MustCompile(`\$\([a-z]+ [^()]+\)`)

// replaceLabels also looks into commands: $(location :calc).
func replaceLabels(e build.Expr, old []string, name string) bool {
	replaced := false
	build.Walk(e, func(x build.Expr, _ []build.Expr) {
		s, ok := x.(*build.StringExpr)
		if !ok {
			return
		}
		text := makeVariable.ReplaceAllStringFunc(s.Value, func(v string) string {
			what, label, _ := strings.Cut(strings.Trim(v, "$()"), " ")
			if slices.Contains(old, label) {
				return "$(" + what + " " + name + ")"
			}
			return v
		})
		if slices.Contains(old, text) {
			text = name
		}
		replaced = replaced || text != s.Value
		s.Value = text
	})
	return replaced
}

// goFiles are the files that the build takes, on any platform.
func (f *folder) goFiles() (names []string) {
	for _, name := range stringsIn(f.goLibrary, "srcs") {
		if strings.HasSuffix(name, ".go") {
			names = append(names, strings.TrimPrefix(name, ":"))
		}
	}
	return names
}

// unseen says whether a file of the package is made by the build, so that nobody knows yet what it says.
func (f *folder) unseen() bool {
	return f.goLibrary != nil && slices.ContainsFunc(f.goFiles(), func(name string) bool { return f.generated[name] })
}

// stringsIn are all strings of an attribute, also those in selects and globs.
func stringsIn(r *rule.Rule, key string) (all []string) {
	e := r.Attr(key)
	if e == nil {
		return nil
	}
	build.Walk(e, func(x build.Expr, _ []build.Expr) {
		if s, ok := x.(*build.StringExpr); ok {
			all = append(all, s.Value)
		}
	})
	return all
}

// headersOfHosts are those of the package's libraries, also of such as people have written.
func (f *folder) headersOfHosts(s *settings, p *packageInfo, goName string) (headers []string) {
	said := ""
	if p.library != nil {
		said = p.library.Name
	}
	name, _ := f.libraryName(s, said, goName)
	for _, r := range f.ofKind(libraryKind) {
		headers = append(headers, r.Name()+".h", r.Name()+"_shims.h")
	}
	return append(headers, name+".h", name+"_shims.h")
}

// dropHosts takes C and C++ programs that use the library out of what the Go language compiles into it, and
// headers of a package that has nothing to read them.
func (f *folder) dropHosts(headers []string) {
	srcs := f.goLibrary.AttrStrings("srcs")
	reads := f.goLibrary.Attr("cgo") != nil || slices.ContainsFunc(srcs, func(name string) bool { return strings.EqualFold(filepath.Ext(name), ".s") })
	kept := slices.DeleteFunc(slices.Clone(srcs), func(name string) bool {
		switch filepath.Ext(name) {
		case ".h", ".hh", ".hpp", ".hxx":
			return !reads
		case ".c", ".cc", ".cpp", ".cxx", ".m", ".mm":
			text, err := os.ReadFile(filepath.Join(f.dir, name))
			return err == nil && isHost(text, headers)
		}
		return false
	})
	if len(kept) < len(srcs) {
		f.goLibrary.SetAttr("srcs", kept)
	}
}
