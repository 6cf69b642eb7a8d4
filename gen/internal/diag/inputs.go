package diag

// Problems of the Go sources, and of the files that the build hands over.
const (
	GoDebugLine      ID = "CSHARED301"
	BadGoSource      ID = "CSHARED302"
	UnreadableInput  ID = "CSHARED401"
	NoCgoMarker      ID = "CSHARED402"
	BadCgoHeader     ID = "CSHARED403"
	BadExportData    ID = "CSHARED404"
	UnwritableOutput ID = "CSHARED405"
	BadArchive       ID = "CSHARED406"
	UnknownRuntime   ID = "CSHARED407"
)

const fileIssue = "file an issue with the file: https://github.com/gocshared/rules_go_cshared/issues"

var sourceEntries = []Entry{{
	ID: GoDebugLine, Title: "A //go:debug line would be ignored",
	Text:  "`//go:debug {settings}` would be ignored: rules_go does not write the settings of source lines into a library",
	Cause: "`go build` turns the lines of the main package into the default GODEBUG of the program. Under Bazel the defaults are fixed before any source is read, so the line would be ignored without a word. A line that says the same as the `godebug` attribute is accepted: a package may be built by both.",
	Fixes: []string{"{attribute}", "remove the line"},
}, {
	ID: BadGoSource, Title: "A Go source cannot be read",
	Text:  "the Go source cannot be understood: {why}",
	Cause: "The sources are read for doc comments, //go:debug lines and findings.",
	Fixes: []string{"correct the source: `go vet` shows the place"},
}}

var inputEntries = []Entry{{
	ID: UnreadableInput, Title: "An input cannot be read",
	Text:  "cannot read {file}: {why}",
	Cause: "The file is named on the command line but is not there, or may not be read.",
	Fixes: []string{"build the target again", fileIssue},
}, {
	ID: NoCgoMarker, Title: "A header was not made by a known cgo",
	Text:  "{file} has no line `{marker}`: it was made by an unknown version of cgo",
	Cause: "The exports are what stands behind this line in the header that cgo writes for each package.",
	Fixes: []string{"use a Go version that this release knows", fileIssue},
}, {
	ID: BadCgoHeader, Title: "A header of cgo has an unknown form",
	Text:  "{file}:{line}: cannot understand `{text}`: the header was made by an unknown version of cgo",
	Cause: "Behind the boilerplate cgo writes only extern declarations and the structs of several results.",
	Fixes: []string{"use a Go version that this release knows", fileIssue},
}, {
	ID: BadExportData, Title: "The export data does not name its Go version",
	Text:  "{file} does not begin with a line `go object <os> <architecture> <version>`: it is not export data of a known compiler",
	Cause: "The first lines of a compiled package name the system, the processor and the Go version, which the manifest records.",
	Fixes: []string{"use a Go version that this release knows", fileIssue},
}, {
	ID: UnwritableOutput, Title: "An output cannot be written",
	Text:  "cannot write {file}: {why}",
	Cause: "The folder is missing, or the disk is full. Nothing of this run is left behind.",
	Fixes: []string{"make room on the disk, and build the target again", fileIssue},
}, {
	ID: BadArchive, Title: "An archive is not a c-archive of Go",
	Text:  "{file} is not a c-archive of Go that this release can read: {why}",
	Cause: "The archive that Go's linker wrote is searched for the runtime's own calls of libc, which are to lead to the shim. This one is damaged, of another kind, or has no Go runtime in it.",
	Fixes: []string{"build the target again", fileIssue},
}, {
	ID: UnknownRuntime, Title: "The Go runtime cannot be led to the shim",
	Text:  "shim = \"diverted\" cannot be had with this version of Go: in {file} {why}",
	Cause: "The runtime's own calls of libc lead to the shim by their names in the objects of runtime/cgo, which this version of Go does not have. Nothing is diverted by halves: with shim = \"auto\" constructors take the place of all of them, with the weaker guarantees that runtime_shim/include/cshared/load.h names.",
	Fixes: []string{"use a newer rules_go_cshared, which may know this version of Go", "use a version of Go that this release knows", "write `shim = \"auto\"` to accept the weaker guarantees"},
}}
