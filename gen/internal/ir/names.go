package ir

import (
	"strings"
)

// MacroPrefix returns what the library's macros start with, without an underscore at the end: the
// upper case of the prefix, else of the name.
func (l *Library) MacroPrefix() string {
	base := strings.TrimSuffix(l.Prefix, "_")
	if base == "" {
		base = l.Name
	}
	var b strings.Builder
	for _, r := range strings.ToUpper(base) {
		switch {
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			b.WriteByte('_')
		}
	}
	// Names with a leading or a double underscore are reserved.
	parts := strings.FieldsFunc(b.String(), func(r rune) bool { return r == '_' })
	name := strings.Join(parts, "_")
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = strings.TrimSuffix("LIB_"+name, "_")
	}
	return name
}

// HeaderName returns the file name of the public header.
func (l *Library) HeaderName() string { return l.Name + ".h" }

// IsIdentifier says whether C takes it as a name.
func IsIdentifier(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}

// VersionPart returns one of the three numbers of a semantic version.
func VersionPart(version string, i int) string {
	core, _, _ := strings.Cut(version, "+")
	core, _, _ = strings.Cut(core, "-")
	return strings.Split(core, ".")[i]
}
