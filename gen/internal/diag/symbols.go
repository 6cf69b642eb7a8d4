package diag

// Problems of the linked library.
const (
	ExtraSymbols   ID = "CSHARED501"
	MissingSymbols ID = "CSHARED502"
	BadLibrary     ID = "CSHARED503"
)

var symbolEntries = []Entry{{
	ID: ExtraSymbols, Title: "The library defines symbols that are not declared",
	Text:  "the library defines {symbols}, which are not among its exports: every program that loads it would see them",
	Cause: "A version script hides all that is not an export. Another version script, or an option that exports more, undoes it.",
	Fixes: []string{
		"take --export-dynamic, --export-dynamic-symbol, --dynamic-list and --version-script out of the `linkopts` of the library and of its C dependencies",
		"declare a C function that callers need: name it in `exports`, and its header in `hdrs`",
	},
}, {
	ID: MissingSymbols, Title: "The library does not define an export",
	Text:  "the library does not define its export `{symbol}`: {why}",
	Cause: "The name is in the export list, so callers are told that it exists.",
	Fixes: []string{"{fix}", "take `{symbol}` out of `exports`"},
}, {
	ID: BadLibrary, Title: "The file is not a shared library",
	Text:  "{file} is not a shared library that can be read: {why}",
	Cause: "The link did not produce an ELF file of type DYN with dynamic symbols.",
	Fixes: []string{"take options that change the kind of the output, such as -static, -r or -c, out of `linkopts`", fileIssue},
}}
