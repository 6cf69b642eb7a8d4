// Package shims reads the public headers of the runtime shim: the one place that says which names a
// part has.
package shims

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
	shim "github.com/gocshared/rules_go_cshared/runtime_shim"
)

// parts are what C callers can use, with the headers of each. Handles are not among them: whoever
// could free any handle by its number could take the library's own objects away from it.
var parts = map[string][]string{
	"error":     {"error"},
	"mutex":     {"mutex"},
	"serialize": {"serialize"},
	"signal":    {"signal", "router"},
	"timer":     {"timer"},
}

// Parts returns the names of all parts, sorted.
func Parts() []string {
	var names []string
	for name := range parts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Known tells whether there is such a part.
func Known(part string) bool { return parts[part] != nil }

// Load reads the headers of the parts. Statuses, which all parts return, come with any of them.
func Load(names []string) (ir.Shims, error) {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	s := ir.Shims{Parts: names}
	files := []string{"status"}
	for _, name := range names {
		files = append(files, parts[name]...)
	}
	handle, err := handleType()
	if err != nil {
		return ir.Shims{}, err
	}
	for _, file := range files {
		text, err := read(file)
		if err != nil {
			return ir.Shims{}, err
		}
		// The type stands for numbers here; its name is that of a part which is not exported.
		body := regexp.MustCompile(`\bcshared_handle\b`).ReplaceAllString(text.body, handle)
		if file == "status" {
			if body, err = cutStatuses(&s, body); err != nil {
				return ir.Shims{}, err
			}
		}
		s.Includes = append(s.Includes, text.includes...)
		s.Functions = append(s.Functions, functions(body)...)
		s.Declared = append(s.Declared, declared(body)...)
		s.Sections = append(s.Sections, body)
	}
	return s, nil
}

// header is a public header without what makes it a file of its own.
type header struct {
	includes []string
	body     string
}

var (
	guard    = regexp.MustCompile(`(?m)^#ifndef CSHARED_\w+_H\n#define CSHARED_\w+_H\n|\n#endif\n\z`)
	linkage  = regexp.MustCompile(`(?m)^#ifdef __cplusplus\n(?:extern "C" \{|\})\n#endif\n`)
	include  = regexp.MustCompile(`(?m)^#include [<"]([^>"]+)[>"]\n`)
	newlines = regexp.MustCompile(`\n{3,}`)
)

func read(name string) (header, error) {
	data, err := shim.Headers.ReadFile(path.Join("include/cshared", name+".h"))
	if err != nil {
		return header{}, fmt.Errorf("shims: %w", err)
	}
	text := string(data)
	if len(guard.FindAllString(text, -1)) != 2 || len(linkage.FindAllString(text, -1)) != 2 {
		return header{}, fmt.Errorf("shims: %s.h has not the form of the other headers: a guard and `extern \"C\"`", name)
	}
	var h header
	for _, match := range include.FindAllStringSubmatch(text, -1) {
		if !strings.HasPrefix(match[1], "cshared/") {
			h.includes = append(h.includes, match[1])
		}
	}
	for _, frame := range []*regexp.Regexp{guard, linkage, include} {
		text = frame.ReplaceAllString(text, "\n")
	}
	h.body = strings.TrimSpace(newlines.ReplaceAllString(text, "\n\n")) + "\n"
	return h, nil
}

func handleType() (string, error) {
	text, err := read("handle")
	if err != nil {
		return "", err
	}
	match := regexp.MustCompile(`(?m)^typedef (\w+) cshared_handle;$`).FindStringSubmatch(text.body)
	if match == nil {
		return "", fmt.Errorf("shims: handle.h declares no cshared_handle")
	}
	return match[1], nil
}
