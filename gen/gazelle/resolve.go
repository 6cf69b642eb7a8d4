package gazelle

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/bazelbuild/bazel-gazelle/config"
	"github.com/bazelbuild/bazel-gazelle/label"
	"github.com/bazelbuild/bazel-gazelle/repo"
	"github.com/bazelbuild/bazel-gazelle/resolve"
	"github.com/bazelbuild/bazel-gazelle/rule"
	"github.com/bazelbuild/buildtools/build"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
)

const (
	ccLanguage = "cc"

	// Private attributes of generated rules.
	includesKey = "_cshared_includes"
	compiledKey = "_cshared_go_library"
	writtenKey  = "_cshared_written"
)

// A library is a go_cshared_library of the workspace.
type library struct {
	label     label.Label
	goLibrary string
	severity  severity
}

// Imports makes the headers of a library known: to CrossResolve, and so to extensions for C and C++.
func (e *extension) Imports(c *config.Config, r *rule.Rule, f *rule.File) []resolve.ImportSpec {
	if kindOf(c, r) != libraryKind || !settingsOf(c).enabled {
		return nil
	}
	if prefix := r.AttrString("prefix"); prefix != "" {
		from := label.New("", f.Pkg, r.Name())
		goLibrary := r.AttrString("library")
		if l, err := label.Parse(goLibrary); err == nil && goLibrary != "" {
			goLibrary = l.Abs("", f.Pkg).String()
		} else {
			goLibrary = from.String()
		}
		e.libraries[prefix] = append(e.libraries[prefix], library{from, goLibrary, settingsOf(c).duplicatePrefix})
	}
	headers := []string{r.Name() + ".h"}
	if r.Attr("shims") != nil {
		headers = append(headers, r.Name()+"_shims.h")
	}
	for _, h := range stringsIn(r, "hdrs") {
		headers = append(headers, path.Base(strings.ReplaceAll(h, ":", "/"))) // they lie in one folder
	}
	var specs []resolve.ImportSpec
	for _, h := range headers {
		specs = append(specs, resolve.ImportSpec{Lang: languageName, Imp: h})
	}
	return specs
}

// CrossResolve tells an extension for C and C++ whose header an #include names, and the Go language where
// the packages of this module are that libraries import.
func (*extension) CrossResolve(c *config.Config, ix *resolve.RuleIndex, imp resolve.ImportSpec, lang string) []resolve.FindResult {
	switch {
	case lang == ccLanguage && imp.Lang == ccLanguage:
		return ix.FindRulesByImport(resolve.ImportSpec{Lang: languageName, Imp: imp.Imp}, languageName)
	case lang == "go" && imp.Lang == "go":
		folder, ok := strings.CutPrefix(imp.Imp, shimPackages)
		if !ok {
			return nil
		}
		return []resolve.FindResult{{Label: label.New(apparent(c.ModuleToApparentName), "runtime_shim/"+folder, path.Base(folder))}}
	}
	return nil
}

// samePrefixes looks for libraries whose symbols would clash.
func (e *extension) samePrefixes() {
	for _, prefix := range slices.Sorted(maps.Keys(e.libraries)) {
		all := slices.SortedFunc(slices.Values(e.libraries[prefix]), func(a, b library) int {
			return strings.Compare(a.label.String(), b.label.String())
		})
		for _, l := range all[1:] {
			// A clash elsewhere is no matter of a run on some folders.
			if l.goLibrary != all[0].goLibrary && (e.updated[l.label.Pkg] || e.updated[all[0].label.Pkg]) {
				e.report.add(milder(l.severity, all[0].severity), diag.PrefixInTwoLibraries, l.label.String(), diag.Args{"prefix": prefix, "other": all[0].label.String()})
			}
		}
	}
}

// Resolve adds the C libraries whose headers cgo includes to the go_library: it cannot be compiled
// without, and its link takes them along.
func (e *extension) Resolve(c *config.Config, ix *resolve.RuleIndex, _ *repo.RemoteCache, r *rule.Rule, _ any, from label.Label) {
	includes, _ := r.PrivateAttr(includesKey).([]include)
	compiled, _ := r.PrivateAttr(compiledKey).(*rule.Rule)
	if compiled == nil || len(includes) == 0 {
		return
	}
	s := settingsOf(c)
	had := labelsIn(c, compiled, "cdeps", from.Pkg)
	var labels []string
	var uses []use
	for _, i := range includes {
		found := e.find(c, ix, i.header, from)
		targets := targetsOf(c, found, from.Pkg)
		for _, l := range targets {
			uses = append(uses, use{l, i})
		}
		args := diag.Args{"header": i.header, "targets": diag.Names(found)}
		switch {
		case slices.ContainsFunc(targets, func(l label.Label) bool { return slices.Contains(had, l) }):
		case len(found) == 1:
			labels = append(labels, found[0])
		case len(found) > 1:
			args["first"] = found[0]
			e.report.add(s.ambiguous, diag.AmbiguousInclude, i.where, args)
		case len(had) == 0: // else one of them may have it
			e.report.add(s.unresolved, diag.UnresolvedInclude, i.where, args)
		}
	}
	addLabels(compiled, "cdeps", labels)
	if written, ok := r.PrivateAttr(writtenKey).(*rule.Rule); ok && s.dynamicDeps {
		has := labelsIn(c, compiled, "cdeps", from.Pkg) // not all of them, if people keep it
		uses = slices.DeleteFunc(uses, func(u use) bool { return !slices.Contains(has, u.library) })
		e.addDynamicDeps(c, written, uses, from)
	}
}

// find returns the targets that have a header, as they are written in the package.
func (e *extension) find(c *config.Config, ix *resolve.RuleIndex, header string, from label.Label) (found []string) {
	write := func(l label.Label) string { return l.Rel(from.Repo, from.Pkg).String() }
	spec := resolve.ImportSpec{Lang: ccLanguage, Imp: header}
	for _, lang := range []string{languageName, ccLanguage} {
		if l, ok := resolve.FindRuleWithOverride(c, spec, lang); ok {
			return []string{write(l)}
		}
	}
	beside := resolve.ImportSpec{Lang: ccLanguage, Imp: path.Join(from.Pkg, header)}
	for _, s := range []resolve.ImportSpec{spec, beside} {
		for _, result := range ix.FindRulesByImport(s, ccLanguage) {
			found = append(found, write(result.Label))
		}
		for _, l := range e.headers.of[s.Imp] {
			found = append(found, write(l))
		}
		if len(found) > 0 {
			break
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// addLabels leaves what is there, in whatever form, and what is kept.
func addLabels(r *rule.Rule, key string, labels []string) {
	labels = slices.DeleteFunc(labels, func(l string) bool { return slices.Contains(stringsIn(r, key), l) })
	slices.Sort(labels)
	labels = slices.Compact(labels)
	if len(labels) == 0 || ofPeople(r, key) {
		return
	}
	old, isList := r.Attr(key).(*build.ListExpr)
	if !isList {
		r.SetAttr(key, labels)
		return
	}
	list := *old
	list.List = slices.Clone(old.List)
	for _, l := range labels {
		list.List = append(list.List, &build.StringExpr{Value: l})
	}
	r.SetAttr(key, &list)
}

// foldersOf are where the headers that a rule's cgo includes may come from, for lazy indexing.
func foldersOf(rel string, r *rule.Rule) (folders []string) {
	includes, _ := r.PrivateAttr(includesKey).([]include)
	for _, i := range includes {
		folder := path.Dir(i.header)
		if folder == "." {
			folder = ""
		}
		folders = append(folders, folder, path.Join(rel, folder))
	}
	slices.Sort(folders)
	return slices.Compact(folders)
}

// A headerIndex knows the headers of cc_library rules in the BUILD files that were read, by the paths
// that #include lines name: extensions for C and C++ know more, but need not be there.
type headerIndex struct {
	of map[string][]label.Label
}

func (x *headerIndex) addFile(c *config.Config, rel string, f *rule.File) {
	for _, r := range f.Rules {
		if kindOf(c, r) != "cc_library" {
			continue
		}
		for _, h := range stringsIn(r, "hdrs") {
			if strings.HasPrefix(h, "//") || strings.HasPrefix(h, "@") {
				continue
			}
			for _, p := range includePaths(rel, strings.TrimPrefix(h, ":"), r) {
				if x.of == nil {
					x.of = map[string][]label.Label{}
				}
				x.of[p] = append(x.of[p], label.New("", rel, r.Name()))
			}
		}
	}
}

// includePaths are the names of a header in #include lines of dependents.
func includePaths(rel, header string, r *rule.Rule) []string {
	full := path.Join(rel, header)
	paths := []string{full}
	strip, hasStrip := strings.CutPrefix(r.AttrString("strip_include_prefix"), "/")
	if !hasStrip {
		strip = path.Join(rel, strip)
	}
	add := r.AttrString("include_prefix")
	if r.AttrString("strip_include_prefix") != "" || add != "" {
		if rest, ok := below(full, strip); ok {
			paths = append(paths, path.Join(add, rest))
		}
	}
	for _, folder := range stringsIn(r, "includes") {
		if rest, ok := below(full, path.Join(rel, folder)); ok {
			paths = append(paths, rest)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

func below(file, folder string) (rest string, ok bool) {
	if folder == "" || folder == "." {
		return file, true
	}
	return strings.CutPrefix(file, folder+"/")
}
