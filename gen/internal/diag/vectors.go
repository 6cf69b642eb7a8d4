package diag

// Problems of test vectors.
const (
	BadVectors    ID = "CSHARED801"
	UnknownCall   ID = "CSHARED802"
	UnknownMember ID = "CSHARED803"
	MissingMember ID = "CSHARED804"
	BadValue      ID = "CSHARED805"
	UnknownStatus ID = "CSHARED806"
	UnknownObject ID = "CSHARED807"
	BadVectorName ID = "CSHARED808"
	BadABI        ID = "CSHARED809"
)

var vectorEntries = []Entry{{
	ID: BadVectors, Title: "A file of test vectors cannot be read",
	Text:  "this is no list of test vectors: {why}",
	Cause: "`vectors` of go_cshared_test names JSON files, each with a list of calls: tests/conformance/VECTORS.md.",
	Fixes: []string{"write a list of objects, for example [{\"call\": \"calc_add\", \"args\": {\"a\": 1, \"b\": 2}, \"want\": {\"result\": 3}}]"},
}, {
	ID: UnknownCall, Title: "A test vector calls what the library does not have",
	Text:  "the library has no function `{call}`{hint}{why}",
	Cause: "Vectors call what the generated header declares for the Go package: functions, methods, the next value of iterators, and the forms `_into` and `_batch`.",
	Fixes: []string{"correct the spelling", "write //cshared:export above the Go function"},
}, {
	ID: UnknownMember, Title: "A test vector has a name that means nothing",
	Text:  "`{name}` is nothing of {of}{hint}; there are {known}",
	Cause: "A misspelt name would leave out what it was meant to check.",
	Fixes: []string{"correct the spelling", "take `{name}` out"},
}, {
	ID: MissingMember, Title: "A test vector does not say all",
	Text:  "there is no {names} in {of}",
	Cause: "There are no values by default: a vector says all that it sends, and every field of what it expects.",
	Fixes: []string{"add {names}"},
}, {
	ID: BadValue, Title: "A value of a test vector is not of the type",
	Text:  "{path} = {value} cannot be {type}: {why}",
	Cause: "Each type of C has its own literals in JSON: tests/conformance/VECTORS.md has the table.",
	Fixes: []string{"write {fix}"},
}, {
	ID: UnknownStatus, Title: "A test vector expects a status that does not exist",
	Text:  "{path} = {status} is no status{hint}",
	Cause: "A status is the name of an errno value, such as ENOENT, one of the library's own, such as PANIC, or a number.",
	Fixes: []string{"correct the spelling", "write OK, or leave the status out, for a call that succeeds"},
}, {
	ID: UnknownObject, Title: "A test vector uses an object that no vector before it has saved",
	Text:  "{path} = \"{object}\": {why}",
	Cause: "The vectors of a file run in their order, and \"$name\" is what an earlier one has saved: {\"call\": \"calc_new\", \"save\": {\"store\": \"name\"}}.",
	Fixes: []string{"save it in an earlier vector of the same file", "correct the spelling"},
}, {
	ID: BadVectorName, Title: "The name of a test vector cannot be used",
	Text:  "the vector cannot be called \"{name}\": {why}",
	Cause: "The report has a row `vectors/NAME` for each, and `allow` and `expect_failures` name it.",
	Fixes: []string{"write another \"name\": letters, digits, and . _ - behind the first one"},
}, {
	ID: BadABI, Title: "The description of an API cannot be read",
	Text:  "{why}",
	Cause: "abi.json is made with the library, and its schema is that of the same release.",
	Fixes: []string{"build the target again", fileIssue},
}}
