package catalogue

var headerRows = []Check{
	{
		ID: "header/guard", Kind: Artefact, Source: contractHeader + "; I10",
		Title:    "guarded, and usable from C++",
		Measured: "preprocessor lines and tokens of the header",
		Expected: "an include guard around everything whose macro is not a reserved name (or `#pragma once`), and `extern \"C\"`",
	},
	{
		ID: "header/generated", Kind: Artefact, Source: contractHeader,
		Title:    "says that it is generated",
		Measured: "lines of the header",
		Expected: "a line `Code generated … DO NOT EDIT.`",
	},
	{
		ID: "header/declares", Kind: Artefact, Source: contractHeader,
		Title:    "declares every export",
		Measured: "function declarations of the header and of the public headers that it includes",
		Expected: "one for each of `exports`",
	},
}
