// Package stamp reads Bazel's status files and fills in references to their keys.
package stamp

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Status holds the keys and values of the status files.
type Status map[string]string

// Add reads a file's text: a key, a blank, and the value on each line.
func (s Status) Add(text string) {
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		if key != "" {
			s[key] = value
		}
	}
}

// Keys returns the known keys, sorted.
func (s Status) Keys() []string { return slices.Sorted(maps.Keys(s)) }

var reference = regexp.MustCompile(`\{([^{}]*)\}`)

// Expand replaces each {KEY} of the text, and returns the keys that are not known.
func (s Status) Expand(text string) (expanded string, unknown []string) {
	expanded = reference.ReplaceAllStringFunc(text, func(ref string) string {
		key := ref[1 : len(ref)-1]
		value, ok := s[key]
		if !ok {
			unknown = append(unknown, key)
		}
		return strings.TrimSpace(value)
	})
	return expanded, unknown
}
