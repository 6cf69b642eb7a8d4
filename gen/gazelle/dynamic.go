package gazelle

import (
	"slices"

	"github.com/bazelbuild/bazel-gazelle/config"
	"github.com/bazelbuild/bazel-gazelle/label"
	"github.com/bazelbuild/bazel-gazelle/rule"
	"github.com/bazelbuild/buildtools/build"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
)

// A sharedIndex knows the cc_shared_library rules in the BUILD files that were read, by the libraries that
// they export: those in their `deps`. A go_cshared_library is none, and the rule refuses it.
type sharedIndex struct {
	of map[label.Label][]label.Label
}

func (x *sharedIndex) addFile(c *config.Config, rel string, f *rule.File) {
	for _, r := range f.Rules {
		if kindOf(c, r) != "cc_shared_library" {
			continue
		}
		shared := label.New("", rel, r.Name())
		for _, l := range labelsIn(c, r, "deps", rel) {
			if !slices.Contains(x.of[l], shared) {
				x.of[l] = append(x.of[l], shared)
			}
		}
	}
}

// A use is a library, and the header by which it was found.
type use struct {
	library label.Label
	of      include
}

// addDynamicDeps adds the shared libraries that export what is used. It is not linked in any more then.
func (e *extension) addDynamicDeps(c *config.Config, r *rule.Rule, uses []use, from label.Label) {
	const key = "dynamic_deps"
	if ofPeople(r, key) {
		return
	}
	loaded := labelsIn(c, r, key, from.Pkg)
	var labels []string
	for _, u := range uses {
		if all := e.shared.of[u.library]; len(all) == 1 && !slices.Contains(loaded, all[0]) {
			loaded = append(loaded, all[0])
			labels = append(labels, all[0].Rel("", from.Pkg).String())
		}
	}
	told := map[label.Label]bool{}
	for _, u := range uses {
		all := e.shared.of[u.library]
		isLoaded := slices.ContainsFunc(all, func(l label.Label) bool { return slices.Contains(loaded, l) })
		if told[u.library] || len(all) < 2 || isLoaded {
			continue
		}
		told[u.library] = true
		var names []string
		for _, l := range all {
			names = append(names, l.Rel("", from.Pkg).String())
		}
		slices.Sort(names)
		e.report.add(settingsOf(c).ambiguous, diag.AmbiguousDynamicDep, u.of.where, diag.Args{
			"header": u.of.header, "library": u.library.Rel("", from.Pkg).String(), "targets": diag.Names(names), "name": r.Name(),
		})
	}
	addLabels(r, key, labels)
}

// ofPeople says whether an attribute is kept as it is, or has a form to which nothing can be added.
func ofPeople(r *rule.Rule, key string) bool {
	e := r.Attr(key)
	switch {
	case r.ShouldKeep():
		return true
	case e == nil:
		return false
	}
	_, isList := e.(*build.ListExpr)
	return !isList || rule.ShouldKeep(&build.StringExpr{Comments: *r.AttrComments(key)})
}

// labelsIn are the targets that an attribute of a rule in pkg names.
func labelsIn(c *config.Config, r *rule.Rule, key, pkg string) (all []label.Label) {
	return targetsOf(c, stringsIn(r, key), pkg)
}

// targetsOf are what labels in pkg mean, in one form for each target.
func targetsOf(c *config.Config, labels []string, pkg string) (all []label.Label) {
	for _, written := range labels {
		l, err := label.Parse(written)
		if err != nil {
			continue
		}
		if l = l.Abs("", pkg); l.Repo == "@" || l.Repo == c.RepoName {
			l = label.New("", l.Pkg, l.Name)
		}
		all = append(all, l)
	}
	return all
}
