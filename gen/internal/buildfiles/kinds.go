package buildfiles

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bazelbuild/bazel-gazelle/config"
	"github.com/bazelbuild/bazel-gazelle/label"
	"github.com/bazelbuild/bazel-gazelle/repo"
	"github.com/bazelbuild/bazel-gazelle/resolve"
	"github.com/bazelbuild/bazel-gazelle/rule"
	"github.com/bazelbuild/buildtools/build"
)

// resolvers find the language that a rule is resolved by, behind map_kind and alias_kind.
type resolvers struct {
	languages map[string]resolve.Resolver // by kind
	mapped    map[string]map[string]string
	aliases   map[string]map[string]string
}

func (rs *resolvers) note(rel string, c *config.Config) {
	rs.aliases[rel] = c.AliasMap
	rs.mapped[rel] = map[string]string{}
	for _, m := range c.KindMap {
		rs.mapped[rel][m.KindName] = m.FromKind
	}
}

func (rs *resolvers) find(r *rule.Rule, rel string) resolve.Resolver {
	kind := r.Kind()
	if wrapped, ok := rs.aliases[rel][kind]; ok {
		kind = wrapped
	}
	for range rs.mapped[rel] {
		from, ok := rs.mapped[rel][kind]
		if !ok || from == kind {
			break
		}
		kind = from
	}
	found := rs.languages[kind]
	if found == nil || kind == r.Kind() {
		return found
	}
	return unmapped{kind, found}
}

// unmapped shows a language its own kinds only.
type unmapped struct {
	kind string
	resolve.Resolver
}

func (u unmapped) as(r *rule.Rule) *rule.Rule {
	same := *r
	same.SetKind(u.kind)
	return &same
}

func (u unmapped) Imports(c *config.Config, r *rule.Rule, f *rule.File) []resolve.ImportSpec {
	return u.Resolver.Imports(c, u.as(r), f)
}

func (u unmapped) Embeds(r *rule.Rule, from label.Label) []label.Label {
	return u.Resolver.Embeds(u.as(r), from)
}

func (u unmapped) Resolve(c *config.Config, ix *resolve.RuleIndex, rc *repo.RemoteCache, r *rule.Rule, imports any, from label.Label) {
	u.Resolver.Resolve(c, ix, rc, u.as(r), imports, from)
}

// A mapping applies `# gazelle:map_kind` to the rules of one package.
type mapping struct {
	c     *config.Config
	kinds map[string]rule.KindInfo
	infos map[string]rule.KindInfo // of kinds that stand for others
	used  []config.MappedKind
}

// to follows the directives to the last of the kinds.
func (m *mapping) to(kind string) (string, error) {
	path := []string{kind}
	last := kind
	for {
		next, ok := m.c.KindMap[last]
		if !ok || next.KindName == last {
			break
		}
		path = append(path, next.KindName)
		if len(path) > len(m.c.KindMap)+1 {
			return "", fmt.Errorf("found loop of map_kind replacements: %s", strings.Join(path, " -> "))
		}
		m.used = append(m.used, next)
		last = next.KindName
	}
	if last != kind {
		m.infos[last] = m.kinds[kind]
	}
	return last, nil
}

func (m *mapping) apply(r *rule.Rule) error {
	kind, err := m.to(r.Kind())
	if err != nil {
		return err
	}
	r.SetKind(kind)
	if args := r.Args(); len(args) > 0 { // maybe(go_library, …)
		ident, ok := args[0].(*build.Ident)
		if !ok {
			return nil
		}
		if _, known := m.kinds[ident.Name]; !known {
			return nil
		}
		if kind, err = m.to(ident.Name); err != nil || kind == ident.Name {
			return err
		}
		return r.UpdateArg(0, &build.Ident{Name: kind})
	}
	return nil
}

// loads are where the kinds come from: those of languages, and those of directives. A kind that a directive
// takes from another file under the same name comes from there also where no rule is one, but a macro or a
// list of rules calls it.
func (m *mapping) loads(known []rule.LoadInfo) []rule.LoadInfo {
	var all []rule.LoadInfo
	for _, info := range known {
		symbols := slices.DeleteFunc(slices.Clone(info.Symbols), func(kind string) bool { return m.c.KindMap[kind].KindName == kind })
		all = append(all, rule.LoadInfo{Name: info.Name, Symbols: symbols, After: info.After})
	}
	for _, from := range slices.Sorted(maps.Keys(m.c.KindMap)) {
		if kind := m.c.KindMap[from]; kind.KindName == from {
			all = withSymbol(all, kind)
		}
	}
	for _, kind := range m.used {
		all = withSymbol(all, kind)
	}
	return all
}

func withSymbol(all []rule.LoadInfo, kind config.MappedKind) []rule.LoadInfo {
	for i := range all {
		if all[i].Name == kind.KindLoad {
			all[i].Symbols = append(all[i].Symbols, kind.KindName)
			return all
		}
	}
	return append(all, rule.LoadInfo{Name: kind.KindLoad, Symbols: []string{kind.KindName}})
}

func (m *mapping) infosOfAll() map[string]rule.KindInfo {
	all := map[string]rule.KindInfo{}
	for kind, info := range m.kinds {
		all[kind] = info
	}
	for kind, info := range m.infos {
		all[kind] = info
	}
	return all
}
