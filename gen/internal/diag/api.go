package diag

// Problems of packages whose C API is generated.
const (
	NothingMarked     ID = "CSHARED601"
	MainPackage       ID = "CSHARED602"
	NotADirective     ID = "CSHARED603"
	MisplacedMark     ID = "CSHARED604"
	BadMarkArguments  ID = "CSHARED605"
	NotExportedInGo   ID = "CSHARED606"
	UnsupportedType   ID = "CSHARED607"
	TypeTwoWays       ID = "CSHARED608"
	CNameTwice        ID = "CSHARED609"
	CNameTaken        ID = "CSHARED610"
	CannotBeGeneric   ID = "CSHARED611"
	BadInfallible     ID = "CSHARED612"
	NoPackageData     ID = "CSHARED613"
	PrefixIsMandatory ID = "CSHARED614"

	LibraryMismatch  ID = "CSHARED625"
	LibraryTwice     ID = "CSHARED626"
	BadPackagePrefix ID = "CSHARED627"
	PackageTwice     ID = "CSHARED628"
	ExportOfAPI      ID = "CSHARED629"
)

var apiEntries = []Entry{{
	ID: NothingMarked, Title: "Nothing is marked for the C API",
	Text:  "package {package} has no `//cshared:export`, so its library would have no function to call",
	Cause: "The C API of an ordinary package is what its directives name; nothing is exported by itself.",
	Fixes: []string{
		"write `//cshared:export` in the doc comment of each function, method, type or constant that C programs are to have",
		"for a `package main` with `//export` functions: mode = \"raw\"",
	},
}, {
	ID: MainPackage, Title: "A main package has no generated API",
	Text:  "{package} is a `package main`, which no other Go package can import, so no C API can be generated for it",
	Cause: "The generated Go code imports the package and calls it.",
	Fixes: []string{
		"if the package has `//export` functions: mode = \"raw\"",
		"give the package another name, and mark what to export by `//cshared:export`",
	},
}, {
	ID: NotADirective, Title: "A comment looks like a directive and is none",
	Text:  "`{text}` does nothing: {why}",
	Cause: "A misspelt directive is a plain comment for the Go compiler; the function would be missing in C without a word.",
	Fixes: []string{"{fix}"},
}, {
	ID: MisplacedMark, Title: "A directive stands where it has no meaning",
	Text:  "`//cshared:{directive}` stands {where}; it goes with {goes}",
	Cause: "A directive is read where it is part of the doc comment of what it speaks of, and directives other than export speak of what is exported.",
	Fixes: []string{"{fix}"},
}, {
	ID: BadMarkArguments, Title: "A directive has wrong arguments",
	Text:  "`{text}`: {why}; the form is `{grammar}`",
	Cause: "gen/DIRECTIVES.md has the form of every directive.",
	Fixes: []string{"{fix}"},
}, {
	ID: NotExportedInGo, Title: "An unexported name is marked for the C API",
	Text:  "{what} cannot become part of the C API: its name starts with a lower-case letter, so the generated code, which is another package, cannot use it",
	Cause: "The generated Go code imports the package.",
	Fixes: []string{"rename it in Go: `{suggestion}`; `//cshared:rename` gives it any name in C", "remove the directive"},
}, {
	ID: UnsupportedType, Title: "A type cannot cross between C and Go",
	Text:  "{place} has type {type}, which cannot cross: {why}",
	Cause: "The types that can are listed in gen/DIRECTIVES.md. Nothing is left out silently.",
	Fixes: []string{"{fix}", "remove `//cshared:export`, and export a function without this type"},
}, {
	ID: TypeTwoWays, Title: "A type crosses by value and by handle",
	Text:  "{type} crosses by value in {value}, and by pointer in {handle}: in C it would be two types of one name",
	Cause: "`T` of a flat struct is a struct of C, and `*T` is an opaque handle.",
	Fixes: []string{"use one of the two in all exported functions"},
}, {
	ID: CNameTwice, Title: "Two things get the same name in C",
	Text:  "`{name}` would be the name of {first} and of {second}",
	Cause: "Names of C have no package and no methods: CamelCase becomes snake_case, methods and constants get the name of their type in front.",
	Fixes: []string{"give one of them another name in C: `//cshared:rename {suggestion}`"},
}, {
	ID: CNameTaken, Title: "A name belongs to somebody else",
	Text:  "the C name `{name}` of {what} cannot be used: {why}",
	Cause: "A library must not define names of C, C++, the C library, or those that every generated library has.",
	Fixes: []string{"give it another name in C: `//cshared:rename {suggestion}`"},
}, {
	ID: CannotBeGeneric, Title: "Something generic is marked for the C API",
	Text:  "{what} has type parameters: C needs one function for each type",
	Cause: "The compiler makes the code of an instance where it is used; there is nothing to call for all types.",
	Fixes: []string{"export a function or a type that uses an instance: `type IntSet = Set[int]`, `func SumInts(v []int) int { return Sum(v) }`"},
}, {
	ID: BadInfallible, Title: "A function cannot be infallible",
	Text:  "{what} cannot be `infallible`: {why}",
	Cause: "Without a status the C function can only return its one result, of a fixed size.",
	Fixes: []string{"remove the directive: the function then returns a status"},
}, {
	ID: NoPackageData, Title: "The export data cannot be read",
	Text:  "{file}: {why}",
	Cause: "Types come from what the compiler wrote when it compiled the package.",
	Fixes: []string{"use a Go version that this release knows", fileIssue},
}, {
	ID: PrefixIsMandatory, Title: "A generated API has no prefix",
	Text:  "the library has no prefix, so its C functions would be called like those of any other library",
	Cause: "C has one name space for all libraries of a process.",
	Fixes: []string{"write in the rule: prefix = \"{suggestion}\"", "on the command line of cshared gen: -prefix {suggestion}"},
}}
