package diag

import "strings"

// Problems that the Gazelle extension finds.
const (
	BadGazelleDirective  ID = "CSHARED901"
	PrefixInTwoLibraries ID = "CSHARED902"
	ExportWithoutLibrary ID = "CSHARED903"
	CannotBeALibrary     ID = "CSHARED904"
	TargetNameTaken      ID = "CSHARED905"
	BinaryLeftAlone      ID = "CSHARED906"
	UnresolvedInclude    ID = "CSHARED907"
	AmbiguousInclude     ID = "CSHARED908"
	BinaryNotRewritten   ID = "CSHARED909"
	BinaryRewritten      ID = "CSHARED910"
	AmbiguousDynamicDep  ID = "CSHARED911"
)

// OfGazelle says whether only the Gazelle extension raises it.
func OfGazelle(id ID) bool { return strings.HasPrefix(string(id), "CSHARED9") }

var gazelleEntries = []Entry{{
	ID: BadGazelleDirective, Title: "A Gazelle directive cannot be read",
	Text:  "`# gazelle:{key}{value}` means nothing: {why}",
	Cause: "Directives hold for a folder and all below it, so a misspelt one would change many BUILD files without a word.",
	Fixes: []string{"{fix}"},
}, {
	ID: PrefixInTwoLibraries, Title: "Two libraries have the same prefix",
	Text:  "prefix = \"{prefix}\" is also that of {other}: a process that loads both would have two definitions of their symbols",
	Cause: "The prefix is what keeps the names of two libraries apart in one process. Variants of one library, which are made of the same go_library, may share it.",
	Fixes: []string{
		"write another one in the source: `//cshared:library prefix=…`",
		"give one of the folders its own: `# gazelle:cshared_prefix …`",
		"if no process loads both: `# gazelle:cshared_duplicate_prefix ignore`",
	},
}, {
	ID: ExportWithoutLibrary, Title: "An export in a package that does not say which library it is",
	Text:  "`//cshared:export` stands in a package without `//cshared:library`, and `# gazelle:cshared_library required` asks for one",
	Cause: "Where name, prefix and version of a library have to be decided by people, the defaults are turned off.",
	Fixes: []string{
		"write it above the package clause: `//cshared:library name={name} prefix={prefix} version=1.0.0`",
		"if the package is a part of a library of several (`libraries`): write `# gazelle:cshared disabled` in its BUILD file",
	},
}, {
	ID: CannotBeALibrary, Title: "A directive in a package that cannot become a library",
	Text:  "`{directive}` stands in {where}: {why}",
	Cause: "A library is made of the files of an ordinary Go package, or of a `package main` with //export functions that cgo sees.",
	Fixes: []string{"{fix}"},
}, {
	ID: TargetNameTaken, Title: "The name of the library belongs to another target",
	Text:  "a library `{name}` is wanted, but the BUILD file has {kind}(name = \"{name}\"), {why}",
	Cause: "The target's name is the library's name: lib{name}.so.",
	Fixes: []string{"rename that target", "give the library another name: `//cshared:library name=…`"},
}, {
	ID: BinaryLeftAlone, Title: "A go_binary stands where a library would",
	Text:  "go_binary(name = \"{name}\") has {attributes}, which were written by hand, so it is not replaced by a go_cshared_library",
	Cause: "`update` changes nothing that people have written.",
	Fixes: []string{
		"let it be rewritten: `cshared gazelle fix`",
		"if it has to stay: write `# gazelle:cshared disabled`",
	},
}, {
	ID: UnresolvedInclude, Title: "Nothing is known that has an included header",
	Text:  "`#include \"{header}\"` is in no `hdrs` of a cc_library that was read, and no file of the package",
	Cause: "A header that cgo includes comes from `cdeps` of the go_library. Known are the rules in folders that Gazelle reads, and what other extensions know.",
	Fixes: []string{
		"write the target by hand in `cdeps`, or: `# gazelle:resolve cc {header} //some:target`",
		"let it be looked up where it lies: run Gazelle on the whole workspace, or with -index=lazy on a path from its root",
		"if it comes with the system: `# gazelle:cshared_unresolved ignore`",
	},
}, {
	ID: AmbiguousInclude, Title: "Several targets have an included header",
	Text:  "`#include \"{header}\"` is in `hdrs` of {targets}",
	Cause: "Only people know which one is meant.",
	Fixes: []string{
		"say which: `# gazelle:resolve cc {header} {first}`",
		"write it by hand in `cdeps`, and: `# gazelle:cshared_ambiguous ignore`",
	},
}, {
	ID: BinaryNotRewritten, Title: "A go_binary that no one can rewrite but you",
	Text:  "go_binary(name = \"{name}\", linkmode = \"{linkmode}\") cannot become a go_cshared_library by itself: {why}",
	Cause: "Rewriting must not lose what people have written.",
	Fixes: []string{"{fix}", "write the go_cshared_library by hand; rules/API.md has its attributes"},
}, {
	ID: BinaryRewritten, Title: "A go_binary was rewritten, and has dependents to look at",
	Text:  "go_binary(name = \"{name}\", linkmode = \"{linkmode}\") is a go_cshared_library now: {what}",
	Cause: "The new rule makes other files, and dependents in other BUILD files are not rewritten.",
	Fixes: []string{"{fix}"},
}, {
	ID: AmbiguousDynamicDep, Title: "Several shared libraries have an included library",
	Text:  "`#include \"{header}\"` is of `{library}`, which is in `deps` of {targets}, so `dynamic_deps` of `{name}` gets none of them",
	Cause: "Only people know which one is loaded. Until they say so, the code is linked into the library.",
	Fixes: []string{
		"write the one to load by hand in `dynamic_deps`",
		"if it is to be linked in: `# gazelle:cshared_ambiguous ignore`",
	},
}}
