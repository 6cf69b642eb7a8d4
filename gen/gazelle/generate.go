package gazelle

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bazelbuild/bazel-gazelle/language"
	"github.com/bazelbuild/bazel-gazelle/rule"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/directive"
)

func (e *extension) GenerateRules(args language.GenerateArgs) language.GenerateResult {
	s := settingsOf(args.Config)
	if !s.enabled || vendored(args.Rel) {
		return language.GenerateResult{}
	}
	e.updated[args.Rel] = true
	f := newFolder(args)
	scanned := e.scanner.files(args.Rel, args.Dir, f.files)
	e.testFiles(f, scanned)
	rules := generate(f, s, e.inspect(f, scanned), e.report)
	result := language.GenerateResult{Gen: rules, Empty: f.empty, Imports: make([]any, len(rules))}
	for _, r := range slices.Concat(rules, f.made) {
		result.RelsToIndex = append(result.RelsToIndex, foldersOf(f.rel, r)...)
	}
	return result
}

// vendored says whether a folder holds the code of others, whose libraries are not ours to build.
func vendored(rel string) bool { return slices.Contains(strings.Split(rel, "/"), "vendor") }

// inspect reads the Go package of a folder.
func (e *extension) inspect(f *folder, scanned map[string]*goFile) *packageInfo {
	if f.goLibrary == nil {
		return &packageInfo{}
	}
	files := choose(scanned, f.goFiles())
	if len(files) == 0 {
		return &packageInfo{}
	}
	p := readPackage(files)
	e.report.errors = append(e.report.errors, p.problems...)
	if p.name != "main" {
		p.debug = nil // Go wants such lines in package main
	}
	return p
}

// choose returns some of the files, none if no one of them has a mark.
func choose(scanned map[string]*goFile, names []string) (files []*goFile) {
	marked := false
	for _, name := range names {
		if f, ok := scanned[name]; ok {
			files, marked = append(files, f), marked || f.marked
		}
	}
	if !marked {
		return nil
	}
	return files
}

// testFiles looks for directives in tests, which are part of no library.
func (e *extension) testFiles(f *folder, scanned map[string]*goFile) {
	var names []string
	for _, name := range f.files {
		if strings.HasSuffix(name, "_test.go") {
			names = append(names, name)
		}
	}
	p := readPackage(choose(scanned, names))
	if where := cmp.Or(p.marked, p.export); where != "" {
		e.report.error(diag.CannotBeALibrary, where, diag.Args{
			"directive": p.directive(), "where": "a test file", "why": "tests are no part of what is built",
			"fix": "move the declaration to a file whose name does not end in _test.go",
		})
	}
}

// directive is what the package says first of being a library, for messages.
func (p *packageInfo) directive() string {
	if p.marked != "" {
		return "//cshared:library"
	}
	return "//cshared:export"
}

// A target is a library that the sources ask for.
type target struct {
	name     string
	explicit bool   // the source says the name
	prefix   string // "" if neither the source nor a directive says it
	usual    string // the prefix that goes with the name
	version  string // as prefix
	raw      bool
	info     *packageInfo
}

// generate returns the rules of a folder. Where a rule of the BUILD file has to have another name, or
// has no reason any more, that one is changed at once.
func generate(f *folder, s *settings, p *packageInfo, problems *report) []*rule.Rule {
	if f.handMade() {
		return nil
	}
	raw, is := p.becomes(s, problems)
	if !is || raw && f.goBinary == nil && len(f.c.Langs) == 0 {
		if !f.unseen() {
			f.clear()
		}
		return nil
	}
	written := f.writtenGoLibrary()
	goName := f.goLibrary.Name()
	if written != nil {
		goName = written.Name()
	}
	f.dropHosts(f.headersOfHosts(s, p, goName))
	if raw && !f.mayReplaceBinary(goName, problems) {
		return nil
	}
	if p.library == nil && f.partOfSeveral(goName) {
		return nil
	}
	t := f.target(s, p, raw, goName)
	if !f.makeRoom(t, written, goName, problems) {
		return nil
	}
	library := f.library(t, s)
	rules := []*rule.Rule{library}
	if raw && f.goBinary != nil {
		rules = nil // it has taken the place of the go_binary
	}
	return append(rules, f.tests(t, s)...)
}

// becomes says whether the package is to be a library, and of which mode.
func (p *packageInfo) becomes(s *settings, problems *report) (raw, is bool) {
	asked := p.library != nil || p.export != ""
	cannot := func(where, directive, place, why, fix string) {
		problems.error(diag.CannotBeALibrary, where, diag.Args{"directive": directive, "where": place, "why": why, "fix": fix})
	}
	switch {
	case p.name == "main" && p.export != "":
		cannot(p.export, "//cshared:export", "a `package main`", "no package can import it, so no C API can be generated for it",
			"move the function to an ordinary package, or write `//export` and `import \"C\"`")
	case p.name == "main" && len(p.exports) > 0:
		// A command may have //export functions, too: those that C code calls back.
		return true, p.emptyMain || asked
	case p.name == "main" && asked:
		cannot(p.marked, "//cshared:library", "a `package main`", "it has no `//export` function that cgo sees",
			"write `//export name` above a function, in a file with `import \"C\"`")
	case p.library != nil && p.export == "":
		cannot(p.marked, "//cshared:library", "a package that exports nothing", "the library would have no function",
			"write `//cshared:export` above what C programs may call, or remove the directive")
	case p.export != "" && p.library == nil && s.required:
		name := strings.TrimSuffix(p.name, "_")
		problems.error(diag.ExportWithoutLibrary, p.export, diag.Args{"name": name, "prefix": prefixOf(name)})
	default:
		return false, asked
	}
	return false, false
}

// target names the library. Sources win over Gazelle directives, these over what the BUILD file has.
func (f *folder) target(s *settings, p *packageInfo, raw bool, goName string) *target {
	t := &target{raw: raw, info: p}
	said := directive.Library{}
	if p.library != nil {
		said = *p.library
	}
	t.name, t.explicit = f.libraryName(s, said.Name, goName)
	t.version = cmp.Or(said.Version, s.version)
	t.prefix, t.usual = said.Prefix, prefixOf(t.name)
	if t.prefix == "" && s.prefix != "" {
		t.prefix = prefixOf(strings.ReplaceAll(s.prefix, nameHole, t.name))
	}
	if raw && said.Prefix == "" { // the names are people's, and cannot be changed here
		t.prefix, t.usual = ifStartsAll(t.prefix, p.exports), ifStartsAll(t.usual, p.exports)
	}
	return t
}

func ifStartsAll(prefix string, names []string) string {
	if slices.ContainsFunc(names, func(n string) bool { return !strings.HasPrefix(n, prefix) }) {
		return ""
	}
	return prefix
}

// libraryName also says whether people have chosen the name in the source.
func (f *folder) libraryName(s *settings, said, goName string) (string, bool) {
	if said != "" {
		return said, true
	}
	usual := usualName(s, f.rel, f.goLibrary.AttrString("importpath"), filepath.Base(f.dir))
	own := f.of(libraryKind, goName)
	if len(own) == 1 {
		return own[0].Name(), false
	}
	return usual, false
}
