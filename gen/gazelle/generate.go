package gazelle

import (
	"cmp"
	"maps"
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
	e.testFiles(f)
	rules := generate(f, s, e.inspect(f), e.report)
	result := language.GenerateResult{Gen: rules, Empty: f.empty, Imports: make([]any, len(rules))}
	for _, r := range slices.Concat(rules, f.made) {
		result.RelsToIndex = append(result.RelsToIndex, foldersOf(f.rel, r)...)
	}
	return result
}

// vendored says whether a folder holds the code of others, whose libraries are not ours to build.
func vendored(rel string) bool { return slices.Contains(strings.Split(rel, "/"), "vendor") }

// inspect reads the Go package of a folder. Most have nothing to do with C, and are not parsed.
func (e *extension) inspect(f *folder) *packageInfo {
	if f.goLibrary == nil {
		return &packageInfo{}
	}
	sources := readSources(f.dir, f.goFiles())
	if !anyWorthReading(sources) {
		return &packageInfo{}
	}
	p := readPackage(f.rel, sources)
	e.report.errors = append(e.report.errors, p.problems...)
	if p.name == "main" {
		return p
	}
	p.debug = nil // Go wants such lines in package main
	return p
}

// testFiles looks for directives in tests, which are part of no library.
func (e *extension) testFiles(f *folder) {
	var names []string
	for _, name := range f.files {
		if strings.HasSuffix(name, "_test.go") {
			names = append(names, name)
		}
	}
	sources := readSources(f.dir, names)
	if !anyWorthReading(sources) {
		return
	}
	p := readPackage(f.rel, sources)
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
		f.clear()
		return nil
	}
	written := f.writtenGoLibrary()
	goName := f.goLibrary.Name()
	if written != nil {
		goName = written.Name()
	}
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
	f.dropHosts([]string{t.name + ".h", t.name + "_shims.h"})
	library := f.library(t, s)
	rules := []*rule.Rule{library}
	if raw && f.goBinary != nil {
		rules = nil // it has taken the place of the go_binary
	}
	if test := f.test(t, s); test != nil {
		rules = append(rules, test)
	}
	return rules
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

// library makes the rule; in raw mode, of the go_binary that the Go language has made.
func (f *folder) library(t *target, s *settings) *rule.Rule {
	r := rule.NewRule(libraryKind, t.name)
	if t.raw && f.goBinary != nil {
		r = f.goBinary
		for _, key := range r.AttrKeys() {
			if key != "name" {
				r.DelAttr(key)
			}
		}
		r.SetKind(libraryKind)
		r.SetName(t.name)
	}
	old := f.named(t.name)
	if old != nil && kindOf(f.c, old) != libraryKind {
		old = nil
	}
	r.SetAttr("library", ":"+f.goLibrary.Name())
	switch {
	case t.raw:
		r.SetAttr("mode", rawMode)
	case old != nil && old.AttrString("mode") == "api":
		r.SetAttr("mode", "api")
	}
	setString(r, old, "prefix", t.prefix, t.usual)
	setString(r, old, "version", t.version, "")
	f.godebug(r, old, t)
	f.shims(r, old, t)
	if old == nil && len(s.visibility) > 0 && f.wantsVisibility() {
		r.SetAttr("visibility", s.visibility)
	}
	r.SetPrivateAttr(includesKey, f.foreign(t.info.includes))
	r.SetPrivateAttr(compiledKey, f.compiled())
	return r
}

// setString leaves what the BUILD file has where nobody has said a value.
func setString(r, old *rule.Rule, key, value, usual string) {
	switch {
	case value == "" && old != nil && old.Attr(key) != nil:
		r.SetAttr(key, unchanged{old.Attr(key)})
	case cmp.Or(value, usual) != "":
		r.SetAttr(key, cmp.Or(value, usual))
	}
}

// godebug takes the settings of the sources, or if they have none, leaves what the BUILD file has.
func (f *folder) godebug(r, old *rule.Rule, t *target) {
	settings := goModDebug(f.c.RepoRoot, f.dir)
	if settings == nil {
		settings = map[string]string{}
	}
	maps.Copy(settings, t.info.debug)
	delete(settings, "default") // a Go version, and no setting
	switch {
	case len(settings) > 0:
		r.SetAttr("godebug", dict(settings))
	case old != nil && old.Attr("godebug") != nil:
		r.SetAttr("godebug", unchanged{old.Attr("godebug")})
	}
}

// shims adds the parts that C needs for what the Go code takes from it. Parts that are there stay: what C
// gets is for people to say.
func (f *folder) shims(r, old *rule.Rule, t *target) {
	var parts []string
	if old != nil {
		parts = old.AttrStrings("shims")
		if parts == nil && old.Attr("shims") != nil {
			r.SetAttr("shims", unchanged{old.Attr("shims")})
			return
		}
	}
	if parts = slices.Concat(parts, t.info.parts); len(parts) > 0 {
		slices.Sort(parts)
		r.SetAttr("shims", slices.Compact(parts))
	}
}

// wantsVisibility is as in the Go language.
func (f *folder) wantsVisibility() bool {
	if f.file != nil && f.file.HasDefaultVisibility() {
		return false
	}
	return !slices.ContainsFunc(f.made, func(r *rule.Rule) bool {
		return r.Kind() == "package" && r.Attr("default_visibility") != nil
	})
}

// test makes the contract test, unless the library has one.
func (f *folder) test(t *target, s *settings) *rule.Rule {
	if !s.test || len(f.of(testKind, t.name)) > 0 {
		return nil
	}
	r := rule.NewRule(testKind, testName(t.name))
	r.SetAttr("library", ":"+t.name)
	return r
}

// foreign are the headers that are no files of the package.
func (f *folder) foreign(includes []include) []include {
	return slices.DeleteFunc(slices.Clone(includes), func(i include) bool { return slices.Contains(f.files, i.header) })
}
