package gazelle

import (
	"path"
	"regexp"
	"strings"
)

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// usualName is that of a library whose source says none: of the last part of its import path that is no
// version, or of the whole way to its folder.
func usualName(s *settings, rel, importPath, folder string) string {
	if s.naming == byPath && rel != "" {
		return strings.ReplaceAll(strings.ReplaceAll(rel, "/", "_"), ".", "_")
	}
	if importPath == "" {
		importPath = folder
	}
	name := path.Base(importPath)
	if majorVersion.MatchString(name) && path.Dir(importPath) != "." {
		name = path.Base(path.Dir(importPath))
	}
	return strings.ReplaceAll(name, ".", "_")
}

func testName(library string) string { return library + "_contract_test" }

var notInAPrefix = regexp.MustCompile(`[^a-z0-9]+`)

// prefixOf makes a prefix of a name: with one underscore behind it, none twice, no other signs.
func prefixOf(name string) string {
	p := strings.Trim(notInAPrefix.ReplaceAllString(strings.ToLower(name), "_"), "_")
	if p = strings.TrimLeft(p, "0123456789_"); p == "" {
		p = "lib"
	}
	return p + "_"
}
