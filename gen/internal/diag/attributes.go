package diag

// Problems of the rule's attributes.
const (
	BadPrefix        ID = "CSHARED201"
	BadVersion       ID = "CSHARED202"
	UnknownStampKey  ID = "CSHARED203"
	HeaderClash      ID = "CSHARED204"
	BadSymbolVersion ID = "CSHARED205"
	BadNeeded        ID = "CSHARED206"
	BadGodebug       ID = "CSHARED207"
	BadMinGlibc      ID = "CSHARED208"

	UnknownShim        ID = "CSHARED209"
	ShimsWithoutPrefix ID = "CSHARED210"

	SerializedUncalled ID = "CSHARED211"
	SerializedInPlace  ID = "CSHARED212"
	SerializedExport   ID = "CSHARED213"
)

var attributeEntries = []Entry{{
	ID: BadPrefix, Title: "The prefix cannot start a C name",
	Text:  "prefix = \"{prefix}\" cannot start the names of a C library: {why}",
	Cause: "Functions and types start with the prefix, macros with its upper case. Both must be names that C and C++ leave to programs.",
	Fixes: []string{
		"write lower-case letters and digits with the final underscore, for example prefix = \"{suggestion}\"",
		"drop `prefix`: a raw library's symbols are then exactly its `//export` names",
	},
}, {
	ID: BadVersion, Title: "The version is not a semantic version",
	Text:  "version = \"{version}\"{resolved} is not a version of the form major.minor.patch",
	Cause: "The version macros, the file name and the SONAME are made from the three numbers (https://semver.org, version 2.0.0; `-rc.1` and `+build` may follow).",
	Fixes: []string{
		"write three numbers without leading zeros, for example version = \"1.2.3\"",
		"for a stamped version: let the workspace status command print such a version",
	},
}, {
	ID: UnknownStampKey, Title: "The version refers to a stamp key that does not exist",
	Text:  "version = \"{version}\" refers to the stamp key {key}, which the workspace status command does not print; it prints {known}",
	Cause: "The reference is replaced by what the program given with --workspace_status_command prints behind the key.",
	Fixes: []string{
		"correct the spelling of {key}",
		"let the workspace status command print a line `{key} 1.2.3`, and build with --stamp",
		"write the version itself, for example version = \"1.2.3\"",
	},
}, {
	ID: HeaderClash, Title: "Two public headers have the same name",
	Text:  "`hdrs` has the header `{header}`{why}",
	Cause: "All public headers of a library lie in one folder.",
	Fixes: []string{"rename the header", "rename the target"},
}, {
	ID: BadSymbolVersion, Title: "The symbol version is not a name for a version node",
	Text:  "symbol_version = \"{node}\" cannot name a version node",
	Cause: "The name stands in the linker's version script and in every program that is linked with the library.",
	Fixes: []string{"write letters, digits, underscores and dots, first a letter, for example symbol_version = \"{suggestion}\""},
}, {
	ID: BadNeeded, Title: "A pattern of allowed libraries cannot be read",
	Text:  "needed = [\"{pattern}\"] is not a pattern: {why}",
	Cause: "Patterns of DT_NEEDED names are those of Go's path.Match: `*`, `?`, `[a-z]`.",
	Fixes: []string{"close each `[` with a `]`", "put a backslash before a bracket that is meant itself"},
}, {
	ID: BadGodebug, Title: "A godebug setting cannot be read",
	Text:  "the godebug setting \"{setting}\" is not of the form name=value",
	Cause: "Each setting becomes one entry of the library's default GODEBUG.",
	Fixes: []string{"write godebug = {\"name\": \"value\"}"},
}, {
	ID: BadMinGlibc, Title: "The oldest glibc cannot be read",
	Text:  "min_glibc = \"{version}\" is not a version of glibc",
	Cause: "It is compared with the GLIBC_x.y versions that the library needs.",
	Fixes: []string{"write two numbers, for example min_glibc = \"2.34\""},
}, {
	ID: UnknownShim, Title: "`shims` names a part that cannot be exported",
	Text:  "shims = [\"{part}\"] names no part of the runtime shim that a library can export",
	Cause: "The parts are those of runtime_shim/README.md that C callers can use by themselves.",
	Fixes: []string{"write one of: {parts}"},
}, {
	ID: ShimsWithoutPrefix, Title: "`shims` without a prefix",
	Text:  "shims = [\"{parts}\"] needs `prefix`: two libraries with the same parts would define the same symbols",
	Cause: "Each library has its own copy of the runtime shim. In its exported names the library's prefix takes the place of `cshared_`, which no library may define.",
	Fixes: []string{"write prefix = \"{suggestion}\"", "leave `shims` out"},
}, {
	ID: SerializedUncalled, Title: "`serialize` names a C function that Go does not call",
	Text:  "serialize = {\"{domain}\": [\"{function}\"]} names a C function that no Go code of the library calls{near}",
	Cause: "Calls that Go makes, as `C.name(…)` or by the C code above an `import \"C\"`, are led to the mutex of the domain. There is none in the archive. Calls by other C code are not led there.",
	Fixes: []string{
		"write the name that stands behind `C.` in the Go code",
		"where only other C code calls it: list the function by which Go gets there",
		"take it out of `serialize`",
	},
}, {
	ID: SerializedInPlace, Title: "`serialize` names a C function whose code is part of the call",
	Text:  "serialize = {\"{domain}\": [\"{function}\"]} names what Go calls, but there is no call of that name left that could be led to the mutex: it is a macro, or a function that is defined above the `import \"C\"` or inline in a header, and the C compiler has put its code in place",
	Cause: "Calls are told apart by the name that the object file refers to. A macro has none, and a compiler need not call what it sees the code of.",
	Fixes: []string{
		"for a function: move its body to a C file of the package or of `deps`, and leave the declaration",
		"for a macro, or a short function: list the functions that it calls",
	},
}, {
	ID: SerializedExport, Title: "`serialize` names a function that the library exports",
	Text:  "serialize = {\"{domain}\": [\"{function}\"]} names a function that the library exports, but only calls by Go are kept apart: those of the host would run at the same time",
	Cause: "The host calls the exported function itself.",
	Fixes: []string{
		"for an exported Go function: write `//cshared:serialize {domain}` above it, or use a domain of runtime_shim/cshared in it",
		"for a C function: take it out of `exports`, and export a Go function that calls it",
	},
}}
