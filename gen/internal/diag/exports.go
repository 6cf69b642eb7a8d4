package diag

// Problems of the exports themselves.
const (
	NoExports         ID = "CSHARED101"
	ExportTwice       ID = "CSHARED102"
	ExportPrefix      ID = "CSHARED103"
	ListedTwice       ID = "CSHARED104"
	UnknownExport     ID = "CSHARED105"
	LibcName          ID = "CSHARED106"
	MangledName       ID = "CSHARED107"
	ReservedName      ID = "CSHARED108"
	KeywordName       ID = "CSHARED109"
	EntryPointName    ID = "CSHARED110"
	NotAnIdentifier   ID = "CSHARED111"
	PrivateType       ID = "CSHARED112"
	ReturnStructTaken ID = "CSHARED113"
	ShimClash         ID = "CSHARED114"
)

// The two ways out of a bad name are the same whatever is wrong with it.
const (
	renameFix = "rename the Go function and its `//export` line"
	omitFix   = "leave it out: `exports = [...]` lists what the library defines, and the rest becomes hidden"
)

var exportEntries = []Entry{{
	ID: NoExports, Title: "The library exports nothing",
	Text:  "no package of the Go closure has an `//export` comment, so the library would define nothing that a C program can call",
	Cause: "The export list of a raw library is what cgo found in the main package and in the packages that it imports. cgo sees `//export` only in a file that imports \"C\" and that the build constraints select.",
	Fixes: []string{
		"write `//export name` directly above `func name` in a file that has `import \"C\"`",
		"import the package that has the exports from the main package: `import _ \"example.com/calc/capi\"`",
	},
}, {
	ID: ExportTwice, Title: "Two packages export the same symbol",
	Text:  "`{export}` is exported by two packages, {first} and {second}, but a library can define a symbol only once",
	Cause: "Symbols of C have no package: `//export` names of the whole Go closure share one name space.",
	Fixes: []string{
		"rename the function and its `//export` line in one of the packages",
		"leave one of the packages out of the imports",
	},
}, {
	ID: ExportPrefix, Title: "An export does not start with the prefix",
	Text:  "{exports} cannot be exported: with prefix = \"{prefix}\" every symbol of the library starts with `{prefix}`",
	Cause: "The prefix is what keeps the names of two libraries apart in one process, so there is no exception to it.",
	Fixes: []string{
		"rename the Go functions and their `//export` lines, for example to `{renamed}`",
		"leave them out: {list}",
		"drop `prefix`: a raw library's symbols are then exactly its `//export` names",
	},
}, {
	ID: ListedTwice, Title: "`exports` names a symbol twice",
	Text:  "`exports` names {exports} more than once",
	Cause: "The second mention is most often a misspelt other name, which would be missing without a word.",
	Fixes: []string{"list each symbol once"},
}, {
	ID: UnknownExport, Title: "`exports` names a symbol that nothing declares",
	Text:  "`exports` names `{export}`, which no package of the Go closure exports (they export {known}), and which can be no C function either: `hdrs` is empty, so nothing would declare it",
	Cause: "A name in `exports` is either a Go function with an `//export` comment or a C function of the static dependencies. The declaration of a C function comes from a public header.",
	Fixes: []string{
		"correct the spelling of `{export}`",
		"for a Go function: write `//export {export}` above it",
		"for a C function: list the header that declares it in `hdrs`",
	},
}, {
	ID: LibcName, Title: "An export has a name of the C library",
	Text:  "the export `{export}` is a name of the C library ({owner}): a process that loads the library could call the wrong one of the two",
	Cause: "The names are those of glibc's shared objects and of the standard C headers; the table is gen/internal/cnames/glibc.txt and macros.txt.",
	Fixes: []string{renameFix + ", for example to `{suggestion}`", omitFix},
}, {
	ID: MangledName, Title: "An export has the form of a mangled C++ name",
	Text:  "the export `{export}` starts with `_Z`, as the mangled names of C++ do: it could replace a C++ function of another library",
	Cause: "The Itanium C++ ABI gives every C++ function and type a symbol that starts with `_Z`.",
	Fixes: []string{renameFix, omitFix, "declare a C++ function that C calls `extern \"C\"`, and export its plain name"},
}, {
	ID: ReservedName, Title: "An export has a reserved name",
	Text:  "the export `{export}` starts with an underscore: C reserves such names at file scope for the compiler and the C library",
	Cause: "C11 7.1.3 and C++ [lex.name] keep these names for the implementation; a later compiler or C library may define any of them.",
	Fixes: []string{renameFix + ", for example to `{suggestion}`", omitFix},
}, {
	ID: KeywordName, Title: "An export is a keyword",
	Text:  "the export `{export}` is a keyword of {language}: no program in that language could call it",
	Cause: "The generated header must compile as C99 to C23 and as C++11 to C++23.",
	Fixes: []string{renameFix + ", for example to `{suggestion}`", omitFix},
}, {
	ID: EntryPointName, Title: "An export has the name of a program's entry point",
	Text:  "the export `{export}` is a name that the start-up code of every program uses: a shared library must not define it",
	Cause: "`main`, `_start`, `_init` and `_fini` belong to the program and to the object files that the compiler adds to each link.",
	Fixes: []string{renameFix + ", for example to `{suggestion}`", omitFix},
}, {
	ID: NotAnIdentifier, Title: "An export is not a plain C identifier",
	Text:  "the export `{export}` is not made of ASCII letters, digits and underscores: not every C compiler and linker takes it as a name",
	Cause: "Go allows every letter of Unicode in a name; symbols, version scripts and older compilers do not.",
	Fixes: []string{renameFix, omitFix},
}, {
	ID: PrivateType, Title: "A signature has a type that the public header cannot know",
	Text:  "the export `{export}` uses the C type `{type}` ({place}), which the generated header cannot know: it is declared in the private preamble of the Go file (the comment above `import \"C\"`, with all that it includes), which is not part of the public header",
	Cause: "cgo's own header copies the preamble with all that it includes. Ours does not: what stands there is the library's own business and would clash with the preambles of other libraries.",
	Fixes: []string{
		"{header}, and list that header in `hdrs`: the generated header then includes it",
		"use a type that needs no declaration: a number, `unsafe.Pointer` (`void*`) or `*C.char`",
	},
}, {
	ID: ReturnStructTaken, Title: "An export has the name of a generated struct",
	Text:  "the export `{export}` has the name of the struct in which `{owner}` gives back its results: in C++ the function would hide the struct",
	Cause: "cgo puts several results of a function f into `struct f_return`.",
	Fixes: []string{"rename one of the two Go functions and its `//export` line", "leave one of the two out of `exports`"},
}, {
	ID: ShimClash, Title: "An export has a name of the exported runtime parts",
	Text:  "the export `{export}` clashes with `{shim}` of the runtime shim, which `shims` gives the same name in this library ({header})",
	Cause: "`shims` exports parts of the runtime shim with the library's prefix in the place of `cshared_`. A function and a type of one name would clash as well: both headers of the library have to work in one source file.",
	Fixes: []string{
		renameFix,
		"leave it out: `exports = [...]` without `{export}`",
		"leave the part of `{shim}` out of `shims`",
	},
}}
