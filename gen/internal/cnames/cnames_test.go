package cnames

import (
	"slices"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	for name, want := range map[string]Kind{
		"calc_add": Free, "Add": Free, "mainly": Free, "a__b": Free, "Zoo": Free, "": Free,
		"main": EntryPoint, "_start": EntryPoint, "_init": EntryPoint, "_fini": EntryPoint,
		"_Z3addii": Mangled, "_ZTV3Foo": Mangled,
		"_X": Reserved, "__x": Reserved, "_x": Reserved, "__cxa_throw": Reserved, "_GLOBAL_OFFSET_TABLE_": Reserved,
		"register": Keyword, "class": Keyword, "restrict": Keyword, "co_await": Keyword, "bool": Keyword, "xor_eq": Keyword,
		"printf": Library, "read": Library, "sin": Library, "pthread_create": Library, "dlopen": Library,
		"timer_create": Library, "res_query": Library, "environ": Library, "malloc": Library, "index": Library,
		"signbit": Library, "va_start": Library, "errno": Library, "size_t": Library,
	} {
		if got, owner := Check(name); got != want || (owner == "") != (got == Free) {
			t.Errorf("Check(%q) = %v, %q; want %v", name, got, owner, want)
		}
	}
}

func TestKeywordLanguage(t *testing.T) {
	for name, want := range map[string]string{"restrict": "C", "class": "C++", "int": "C and C++"} {
		if _, got := Check(name); got != want {
			t.Errorf("Check(%q): %q, want %q", name, got, want)
		}
	}
}

// TestTables keeps the files as tools/cnames writes them: a merge then shows what is new.
func TestTables(t *testing.T) {
	for file, text := range map[string]string{
		"glibc.txt": glibcText, "macros.txt": macrosText, "keywords_c.txt": keywordsCText, "keywords_cpp.txt": keywordsCPPText,
	} {
		all := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		if !strings.HasPrefix(all[0], "# ") {
			t.Errorf("%s: the first line says what the names are", file)
		}
		names := all[1:]
		if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
			t.Errorf("%s: names are sorted, each once", file)
		}
		for _, name := range names {
			if name == "" || strings.ContainsAny(name, " \t@#") {
				t.Errorf("%s: %q is not a name", file, name)
			}
		}
	}
	if n := len(lines(glibcText)); n < 3000 {
		t.Errorf("glibc.txt has only %d names: was a library forgotten?", n)
	}
}
