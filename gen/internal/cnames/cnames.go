// Package cnames knows the names that a library must not define, because they belong to C, C++,
// the C library, or the start-up code of programs.
package cnames

import (
	_ "embed"
	"strings"
	"sync"
)

// Kind says to whom a name belongs.
type Kind int

// The kinds; Free is a name that belongs to nobody.
const (
	Free Kind = iota
	EntryPoint
	Mangled
	Reserved
	Keyword
	Library
)

//go:embed glibc.txt
var glibcText string

//go:embed macros.txt
var macrosText string

//go:embed keywords_c.txt
var keywordsCText string

//go:embed keywords_cpp.txt
var keywordsCPPText string

var entryPoints = map[string]bool{"main": true, "_start": true, "_init": true, "_fini": true}

// Check tells to whom the name belongs, and in words who that is.
func Check(name string) (Kind, string) {
	t := tables()
	switch {
	case entryPoints[name]:
		return EntryPoint, "the start-up code"
	case t.keywordsC[name] && t.keywordsCPP[name]:
		return Keyword, "C and C++"
	case t.keywordsC[name]:
		return Keyword, "C"
	case t.keywordsCPP[name]:
		return Keyword, "C++"
	case strings.HasPrefix(name, "_Z"):
		return Mangled, "C++"
	case strings.HasPrefix(name, "_"):
		return Reserved, "C and C++"
	case t.glibc[name]:
		return Library, "glibc defines it"
	case t.macros[name]:
		return Library, "its headers define it"
	}
	return Free, ""
}

type nameTables struct{ glibc, macros, keywordsC, keywordsCPP map[string]bool }

var tables = sync.OnceValue(func() nameTables {
	return nameTables{
		glibc:       lines(glibcText),
		macros:      lines(macrosText),
		keywordsC:   lines(keywordsCText),
		keywordsCPP: lines(keywordsCPPText),
	}
})

// lines returns the names of a table: one a line, `#` starts a comment.
func lines(text string) map[string]bool {
	names := map[string]bool{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			names[line] = true
		}
	}
	return names
}
