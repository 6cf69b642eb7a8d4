package diag

// Problems of what a generated API is made of: its packages, what they say of their library, and C
// functions beside it.
var libraryEntries = []Entry{{
	ID: LibraryMismatch, Title: "A package says something else of its library than the build",
	Text:  "`//cshared:library` has {key}={value}, but {label} is built with {built}",
	Cause: "The rule needs name, prefix and version before it can read sources, so they stand in both places. A version from a flag or a stamp is what the build says.",
	Fixes: []string{
		"write {key}={other} in the comment, or leave {key} out of it",
		"write in the rule: {setting}",
		"on the command line of cshared gen: {flag}",
	},
}, {
	ID: LibraryTwice, Title: "A package speaks of its library twice",
	Text:  "the package has another `//cshared:library` at {first}",
	Cause: "One comment of one file says all of it, so that two of them cannot differ.",
	Fixes: []string{"join the two into one line, and remove the other one"},
}, {
	ID: BadPackagePrefix, Title: "The prefix of a package does not start with the library's",
	Text:  "the prefix \"{prefix}\" of the package {package} does not start with \"{library}\", as all names of the library do",
	Cause: "The library's prefix starts its fixed names, such as the status and the function that frees; those of its packages start with it, too, so that a process knows whose symbols they are.",
	Fixes: []string{
		"write a longer prefix for the package, for example \"{suggestion}\"",
		"give the library a prefix that all of its packages share",
	},
}, {
	ID: PackageTwice, Title: "A package is named twice",
	Text:  "the package {package} is named twice, but its functions get one name in C",
	Cause: "Two targets or two paths can lead to one Go package.",
	Fixes: []string{"name it once, with one prefix"},
}, {
	ID: ExportOfAPI, Title: "`exports` names a function of every generated library",
	Text:  "`exports` names `{export}`, which the C code cannot define: {why}",
	Cause: "Beside what `exports` names, a generated library has its own functions, such as those of status and errors.",
	Fixes: []string{"rename the C function, for example to `{export}_c`", "take it out of `exports`"},
}}
