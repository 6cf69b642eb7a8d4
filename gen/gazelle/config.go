package gazelle

import (
	"bytes"
	"flag"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/bazelbuild/bazel-gazelle/config"
	"github.com/bazelbuild/bazel-gazelle/rule"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/nearest"
)

// settings are what directives say in a folder.
type settings struct {
	enabled         bool
	required        bool   // an export needs //cshared:library
	prefix          string // a template, "" for the default
	version         string
	naming          string
	test            bool
	visibility      []string
	unresolved      severity
	ambiguous       severity
	duplicatePrefix severity
	dynamicDeps     bool
}

const (
	enabled  = "enabled"
	disabled = "disabled"

	byFolder = "folder"
	byPath   = "path"

	nameHole = "{name}"
)

func defaults() *settings {
	return &settings{
		enabled: true, naming: byFolder, test: true, visibility: []string{"//visibility:public"},
		unresolved: warn, ambiguous: warn, duplicatePrefix: failing,
	}
}

// A setter reads the value of a directive. It returns why it means nothing, and what to write.
type setter func(s *settings, value string) (why, fix string)

var directives = map[string]setter{
	"cshared":                  oneOf([]string{enabled, disabled}, func(s *settings, v string) { s.enabled = v == enabled }),
	"cshared_ambiguous":        oneOf(severities, func(s *settings, v string) { s.ambiguous = severity(v) }),
	"cshared_duplicate_prefix": oneOf(severities, func(s *settings, v string) { s.duplicatePrefix = severity(v) }),
	"cshared_dynamic_deps":     oneOf([]string{enabled, disabled}, func(s *settings, v string) { s.dynamicDeps = v == enabled }),
	"cshared_library":          oneOf([]string{"optional", "required"}, func(s *settings, v string) { s.required = v == "required" }),
	"cshared_naming":           oneOf([]string{byFolder, byPath}, func(s *settings, v string) { s.naming = v }),
	"cshared_prefix":           setPrefix,
	"cshared_test":             oneOf([]string{enabled, disabled}, func(s *settings, v string) { s.test = v == enabled }),
	"cshared_unresolved":       oneOf(severities, func(s *settings, v string) { s.unresolved = severity(v) }),
	"cshared_version":          setVersion,
	"cshared_visibility":       setVisibility,
}

func setVisibility(s *settings, value string) (why, fix string) {
	labels := strings.Fields(strings.ReplaceAll(value, ",", " "))
	if len(labels) == 0 {
		return "it has no value", "write labels: `# gazelle:cshared_visibility //visibility:public`"
	}
	s.visibility = labels
	return "", ""
}

func oneOf(values []string, set func(s *settings, value string)) setter {
	return func(s *settings, value string) (why, fix string) {
		if slices.Contains(values, value) {
			set(s, value)
			return "", ""
		}
		fix = "write one of them"
		if near := nearest.Of(value, values); near != "" {
			fix = "write `" + near + "`"
		}
		return "the values are " + strings.Join(values, ", "), fix
	}
}

var goodPrefix = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*_$`)

func setPrefix(s *settings, value string) (why, fix string) {
	if !goodPrefix.MatchString(strings.ReplaceAll(value, nameHole, "name")) {
		return "a prefix has lower-case letters, digits and single underscores, the last of them at its end, and " + nameHole + " for the library's name",
			"write for example `# gazelle:cshared_prefix acme_" + nameHole + "_`"
	}
	s.prefix = value
	return "", ""
}

var goodVersion = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)([-+][0-9A-Za-z.+-]+)?$|^\{[A-Z_]+\}$`)

func setVersion(s *settings, value string) (why, fix string) {
	if !goodVersion.MatchString(value) {
		return "a version has three numbers, or is a key of the workspace status in braces", "write for example `# gazelle:cshared_version 1.2.3`"
	}
	s.version = value
	return "", ""
}

func (*extension) KnownDirectives() []string {
	var keys []string
	for key := range directives {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func (e *extension) Configure(c *config.Config, rel string, f *rule.File) {
	s, ok := c.Exts[languageName].(*settings)
	if !ok {
		s = defaults()
	}
	own := *s
	c.Exts[languageName] = &own
	if own.enabled && e.mayUpdate(filepath.Join(c.RepoRoot, rel)) {
		e.scanner.ahead(c.RepoRoot, rel)
	}
	if f == nil {
		return
	}
	for _, d := range f.Directives {
		if why, fix := own.read(d.Key, d.Value); why != "" {
			value := d.Value
			if value != "" {
				value = " " + value
			}
			e.report.error(diag.BadGazelleDirective, lineOf(rel, f, d), diag.Args{"key": d.Key, "value": value, "why": why, "fix": fix})
		}
	}
	if own.enabled {
		e.headers.addFile(c, rel, f)
		e.shared.addFile(c, rel, f)
	}
}

// CheckFlags notes the folders whose BUILD files the run is for.
func (e *extension) CheckFlags(fs *flag.FlagSet, c *config.Config) error {
	for _, dir := range fs.Args() {
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(c.WorkDir, dir)
		}
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			e.asked = append(e.asked, real)
		}
	}
	if len(e.asked) == 0 {
		e.asked = []string{c.WorkDir}
	}
	return nil
}

// mayUpdate says whether a folder lies in those that the run is for.
func (e *extension) mayUpdate(dir string) bool {
	return slices.ContainsFunc(e.asked, func(asked string) bool {
		return dir == asked || strings.HasPrefix(dir, strings.TrimSuffix(asked, "/")+"/")
	})
}

// read applies a directive, also a misspelt one of ours. Those of others are left alone.
func (s *settings) read(key, value string) (why, fix string) {
	if set, ok := directives[key]; ok {
		return set(s, strings.TrimSpace(value))
	}
	if !strings.HasPrefix(key, languageName) {
		return "", ""
	}
	keys := (*extension)(nil).KnownDirectives()
	fix = "remove it"
	if near := nearest.Of(key, keys); near != "" {
		fix = "write `# gazelle:" + near + "`"
	}
	return "the directives are " + strings.Join(keys, ", "), fix
}

// lineOf is where a directive stands; Gazelle does not say.
func lineOf(rel string, f *rule.File, d rule.Directive) string {
	file := path.Join(rel, path.Base(f.Path))
	for i, line := range bytes.Split(f.Content, []byte("\n")) {
		words := strings.Fields(strings.TrimLeft(string(line), "# \t"))
		if len(words) > 0 && words[0] == "gazelle:"+d.Key && strings.Join(words[1:], " ") == strings.Join(strings.Fields(d.Value), " ") {
			return fmt.Sprintf("%s:%d", file, i+1)
		}
	}
	return file
}

func settingsOf(c *config.Config) *settings { return c.Exts[languageName].(*settings) }
