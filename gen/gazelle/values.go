package gazelle

import (
	"maps"
	"slices"
	"strings"

	"github.com/bazelbuild/bazel-gazelle/rule"
	"github.com/bazelbuild/buildtools/build"
)

// unchanged is a value of the BUILD file, whatever its form: a variable, a select, a dict.
type unchanged struct {
	expr build.Expr
}

func (u unchanged) BzlExpr() build.Expr { return u.expr }

func (u unchanged) Merge(other build.Expr) build.Expr { return u.expr }

// dict is a dict of strings. Gazelle's own values can be merged as lists only.
type dict map[string]string

func (d dict) BzlExpr() build.Expr { return d.Merge(nil) }

// Merge keeps the comments of entries, and whole entries with a comment `# keep`.
func (d dict) Merge(other build.Expr) build.Expr {
	merged := &build.DictExpr{ForceMultiLine: true}
	left := maps.Clone(d)
	if old, ok := other.(*build.DictExpr); ok {
		merged.Comments = old.Comments
		for _, kv := range old.List {
			key := textOf(kv.Key)
			value, wanted := left[key]
			if !wanted && !rule.ShouldKeep(kv) {
				continue
			}
			if wanted && !rule.ShouldKeep(kv) && textOf(kv.Value) != value {
				kv.Value = &build.StringExpr{Value: value}
			}
			delete(left, key)
			merged.List = append(merged.List, kv)
		}
	}
	for key, value := range left {
		merged.List = append(merged.List, &build.KeyValueExpr{Key: &build.StringExpr{Value: key}, Value: &build.StringExpr{Value: value}})
	}
	slices.SortStableFunc(merged.List, func(a, b *build.KeyValueExpr) int { return strings.Compare(textOf(a.Key), textOf(b.Key)) })
	return merged
}

func textOf(e build.Expr) string {
	if s, ok := e.(*build.StringExpr); ok {
		return s.Value
	}
	return ""
}

// stringKeys are the keys of a dict.
func stringKeys(r *rule.Rule, key string) (keys []string) {
	if d, ok := r.Attr(key).(*build.DictExpr); ok {
		for _, kv := range d.List {
			keys = append(keys, textOf(kv.Key))
		}
	}
	return keys
}
