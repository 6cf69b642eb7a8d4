package gazelle

import (
	"cmp"
	"maps"
	"slices"

	"github.com/bazelbuild/bazel-gazelle/rule"
)

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
	r.SetPrivateAttr(writtenKey, cmp.Or(old, r))
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

// A testRule is what stands beside each library.
type testRule struct {
	kind   string
	name   func(library string) string
	wanted func(s *settings) bool
}

// testRules are all of them: another kind of test is one more line, with its kind in Kinds.
var testRules = []testRule{
	{testKind, testName, func(s *settings) bool { return s.test }},
}

// tests makes those that the library lacks.
func (f *folder) tests(t *target, s *settings) (rules []*rule.Rule) {
	for _, one := range testRules {
		if !one.wanted(s) || len(f.of(one.kind, t.name)) > 0 {
			continue
		}
		r := rule.NewRule(one.kind, one.name(t.name))
		r.SetAttr("library", ":"+t.name)
		rules = append(rules, r)
	}
	return rules
}

// foreign are the headers that are no files of the package.
func (f *folder) foreign(includes []include) []include {
	return slices.DeleteFunc(slices.Clone(includes), func(i include) bool { return slices.Contains(f.files, i.header) })
}
