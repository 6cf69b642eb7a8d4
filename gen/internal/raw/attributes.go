package raw

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/gosource"
	"github.com/gocshared/rules_go_cshared/gen/internal/load/stamp"
)

// version fills in stamp keys, and checks the result.
func (l *loader) version() string {
	version, problems := stamp.Version(l.options.Label, l.options.Version, l.options.Stamps)
	l.problems = append(l.problems, problems...)
	return version
}

func (l *loader) godebug() map[string]string {
	settings := map[string]string{}
	for _, s := range l.options.GoDebug {
		name, value, ok := strings.Cut(s, "=")
		if !ok || name == "" || value == "" {
			l.report(diag.BadGodebug, diag.Args{"setting": s})
			continue
		}
		settings[name] = value
	}
	return settings
}

// debugLines reports the //go:debug lines in one message, with the attribute that replaces them.
// Lines that say what the attribute says are harmless: the package may also be built without Bazel.
func (l *loader) debugLines(lines []gosource.Setting, attribute map[string]string) {
	merged := maps.Clone(attribute)
	var refused []gosource.Setting
	usesDefault := false
	for _, s := range lines {
		name, value, _ := strings.Cut(s.Text, "=")
		if v, ok := attribute[name]; ok && v == value {
			continue
		}
		refused = append(refused, s)
		if name == "default" {
			usesDefault = true
			continue
		}
		merged[name] = value
	}
	if len(refused) == 0 {
		return
	}
	slices.SortStableFunc(refused, func(a, b gosource.Setting) int { return strings.Compare(a.File, b.File) })
	fix := "write the settings that `default` stands for into the `godebug` attribute, one by one (https://go.dev/doc/godebug)"
	if len(merged) > 0 {
		fix = "write in the rule: godebug = {" + starlarkPairs(merged) + "},"
		if usesDefault {
			fix += " and add, one by one, the settings that `default` stands for (https://go.dev/doc/godebug)"
		}
	}
	where, texts := make([]string, 0, len(refused)), make([]string, 0, len(refused))
	for _, s := range refused {
		where = append(where, fmt.Sprintf("%s:%d", filepath.ToSlash(s.File), s.Line))
		texts = append(texts, s.Text)
	}
	l.problems = append(l.problems, diag.New(diag.GoDebugLine, strings.Join(where, ", "), diag.Args{
		"settings": strings.Join(texts, "`, `//go:debug "), "attribute": fix,
	}))
}

func starlarkPairs(settings map[string]string) string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		pairs = append(pairs, fmt.Sprintf("%q: %q", name, settings[name]))
	}
	return strings.Join(pairs, ", ")
}
