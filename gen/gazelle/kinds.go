package gazelle

import (
	"github.com/bazelbuild/bazel-gazelle/config"
	"github.com/bazelbuild/bazel-gazelle/rule"
)

const (
	libraryKind = "go_cshared_library"
	testKind    = "go_cshared_test"

	goLibraryKind = "go_library"
	goBinaryKind  = "go_binary"

	module   = "rules_go_cshared"
	bzlFile  = "//rules:defs.bzl"
	rawMode  = "raw"
	goSuffix = "_go" // of a go_library that leaves its name to the C library
)

func (*extension) Kinds() map[string]rule.KindInfo {
	return map[string]rule.KindInfo{
		// Rules are matched by name only: one package may have variants, for example with other signals.
		libraryKind: {
			NonEmptyAttrs:   set("library", "libraries", "srcs"),
			SubstituteAttrs: set("library"),
			MergeableAttrs:  set("godebug", "library", "mode", "prefix", "shims", "version"),
		},
		testKind: {
			NonEmptyAttrs:   set("library"),
			SubstituteAttrs: set("library"),
			MergeableAttrs:  set("library"),
		},
	}
}

func (*extension) ApparentLoads(moduleToApparentName func(string) string) []rule.LoadInfo {
	return []rule.LoadInfo{{Name: "@" + apparent(moduleToApparentName) + bzlFile, Symbols: []string{libraryKind, testKind}}}
}

// apparent is the name by which the workspace knows this module.
func apparent(moduleToApparentName func(string) string) string {
	if moduleToApparentName != nil {
		if name := moduleToApparentName(module); name != "" {
			return name
		}
	}
	return module
}

func (e *extension) Loads() []rule.LoadInfo {
	return e.ApparentLoads(func(string) string { return "" })
}

func set(keys ...string) map[string]bool {
	m := map[string]bool{}
	for _, key := range keys {
		m[key] = true
	}
	return m
}

// kindOf is the kind that a rule of a BUILD file stands for: map_kind and alias_kind taken back.
func kindOf(c *config.Config, r *rule.Rule) string {
	kind := r.Kind()
	if wrapped, ok := c.AliasMap[kind]; ok {
		kind = wrapped
	}
	for range len(c.KindMap) + 1 {
		from := ""
		for _, m := range c.KindMap {
			if m.KindName == kind && m.FromKind != kind {
				from = m.FromKind
			}
		}
		if from == "" {
			break
		}
		kind = from
	}
	return kind
}
