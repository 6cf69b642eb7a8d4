package gazelle

import (
	"maps"
	"path"
	"slices"

	"github.com/bazelbuild/bazel-gazelle/config"
	"github.com/bazelbuild/bazel-gazelle/rule"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
)

// Fix rewrites go_binary rules that make a C library into go_cshared_library rules, with their comments
// and attributes. What people have to look at is printed.
func (e *extension) Fix(c *config.Config, f *rule.File) {
	if !c.ShouldFix || !settingsOf(c).enabled {
		return
	}
	for _, r := range f.Rules {
		mode := r.AttrString("linkmode")
		if kindOf(c, r) != goBinaryKind || mode != "c-shared" && mode != "c-archive" {
			continue
		}
		where := path.Join(f.Pkg, path.Base(f.Path))
		args := diag.Args{"name": r.Name(), "linkmode": mode}
		if why, fix := cannotRewrite(r); why != "" {
			args["why"], args["fix"] = why, fix
			e.report.add(warn, diag.BinaryNotRewritten, where, args)
			continue
		}
		rewrite(r)
		args["what"] = "dependents get its header as `" + r.Name() + ".h`, and lib" + r.Name() + ".so with a SONAME"
		args["fix"] = "include `" + r.Name() + ".h`, and drop `:" + r.Name() + ".cc` from `deps`"
		if mode == "c-archive" {
			args["what"] = "it was linked into its dependents, and is a shared library of its own now"
			args["fix"] = "ship lib" + r.Name() + ".so with them"
		}
		e.report.add(warn, diag.BinaryRewritten, where, args)
	}
}

// sameAttributes have the same name and meaning in both rules.
var sameAttributes = set("compatible_with", "data", "deprecation", "exec_properties", "features", "gc_goopts", "gc_linkopts", "gotags",
	"msan", "name", "pgoprofile", "race", "restricted_to", "tags", "target_compatible_with", "testonly", "visibility", "x_defs")

// ofSources go with srcs only, under these names.
var ofSources = map[string]string{
	"cdeps": "deps", "copts": "copts", "cppopts": "cppopts", "cxxopts": "cxxopts", "deps": "go_deps", "embedsrcs": "embedsrcs",
	"importpath": "importpath", "srcs": "srcs",
}

// dropped say what go_cshared_library does anyhow.
var dropped = set("cgo", "linkmode")

// cannotRewrite also says what to do.
func cannotRewrite(r *rule.Rule) (why, fix string) {
	embeds, srcs := stringsIn(r, "embed"), r.Attr("srcs") != nil
	switch {
	case r.ShouldKeep():
		return "it has a comment `# keep`", "remove the comment"
	case len(embeds) > 1:
		return "it embeds several targets", "embed them in one go_library"
	case len(embeds) == 0 && !srcs:
		return "it has neither one `embed` nor `srcs`", "say which Go package it is made of"
	}
	var others []string
	for _, key := range r.AttrKeys() {
		if key == "embed" || key == "clinkopts" || sameAttributes[key] || dropped[key] || ofSources[key] != "" && len(embeds) == 0 {
			continue
		}
		others = append(others, key)
	}
	slices.Sort(others)
	if len(others) > 0 {
		return "it has " + diag.Names(others) + ", for which the other rule has no attribute", "see whether it is needed, and remove it; flags and files of the package belong into its go_library"
	}
	return "", ""
}

func rewrite(r *rule.Rule) {
	r.SetKind(libraryKind)
	for key := range dropped {
		r.DelAttr(key)
	}
	if embeds := stringsIn(r, "embed"); len(embeds) == 1 {
		comments := *r.AttrComments("embed")
		r.DelAttr("embed")
		r.SetAttr("library", embeds[0])
		*r.AttrComments("library") = comments
		r.SetAttr("mode", rawMode)
	} else {
		// deps first: cdeps take their name.
		for _, key := range slices.Backward(slices.Sorted(maps.Keys(ofSources))) {
			renameAttr(r, key, ofSources[key])
		}
	}
	renameAttr(r, "clinkopts", "linkopts")
}

func renameAttr(r *rule.Rule, old, name string) {
	expr := r.Attr(old)
	if expr == nil || old == name {
		return
	}
	comments := *r.AttrComments(old)
	r.DelAttr(old)
	r.SetAttr(name, expr)
	*r.AttrComments(name) = comments
}
