package catalogue

var builtRows = []Check{
	{
		ID: "built/findings", Kind: Report, Source: "contract, findings",
		Title:    "what the Go closure uses that cannot work, or surprises, in a host",
		Measured: "`findings` of the manifest, one line for each id and package",
		Expected: "the number of places, the first of them, and what was accepted are shown; gen/FINDINGS.md explains each",
	},
	{
		ID: "built/load", Kind: Report, Source: contractLoad,
		Title:    "how the Go runtime is led to the shim",
		Measured: "`load` of the manifest",
		Expected: "the mechanism, and the symbols of the runtime that were not found, are shown",
	},
}
