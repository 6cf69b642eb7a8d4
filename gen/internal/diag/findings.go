package diag

// Problems of what the Go closure uses.
const (
	UnknownFinding    ID = "CSHARED701"
	UnacceptedFinding ID = "CSHARED702"
)

var findingEntries = []Entry{{
	ID: UnknownFinding, Title: "`allow_findings` names no finding",
	Text:  "allow_findings = [\"{entry}\"] names no finding, so it would accept nothing; there are {ids}",
	Cause: "An entry is the id of a finding, see gen/FINDINGS.md; with an `@` and an import path it counts for that package only.",
	Fixes: []string{"correct the spelling", "take the entry out"},
}, {
	ID: UnacceptedFinding, Title: "The Go closure uses what cannot work, or surprises, in a library",
	Text:  "{text} ({id}, in package {package} of {label})",
	Cause: "The library has `findings = \"error\"`, and nothing accepts this finding. gen/FINDINGS.md explains each.",
	Fixes: []string{
		"{fix}",
		"accept this place: write `//cshared:allow {id} <reason>` on the line above it",
		"accept it in this package: allow_findings = [\"{id}@{package}\"]; in all packages: [\"{id}\"]",
	},
}}
