package diag

// Problems of the other forms of a function, and of domains.
const (
	BatchOfSizedResults ID = "CSHARED620"
	InfallibleBatch     ID = "CSHARED621"
	BatchOfOtherInputs  ID = "CSHARED622"
)

var formEntries = []Entry{{
	ID: BatchOfSizedResults, Title: "A batch has results of no fixed size",
	Text:  "{what} cannot have a batch form: its result {number} has type {type}, which has no fixed size",
	Cause: "The items of a batch are an array of structs of the caller, and an item has a place for what has a fixed size. Parameters may be text, bytes and slices.",
	Fixes: []string{
		"remove `//cshared:batch`",
		"return a value of a fixed size: a struct with an array, or a handle whose methods give the parts",
		"export a function that takes all inputs as a slice and joins the results",
	},
}, {
	ID: InfallibleBatch, Title: "A batch of an infallible function",
	Text:  "{what} is `infallible` and cannot have a batch form: each item of a batch gets a status, and an infallible function has none",
	Cause: "A batch exists so that a panic costs one item; in an infallible function it ends the process.",
	Fixes: []string{"remove `//cshared:infallible`", "remove `//cshared:batch`"},
}, {
	ID: BatchOfOtherInputs, Title: "A batch has a parameter that only a single call can have",
	Text:  "{what} cannot have a batch form: its parameter {name} has type {type}, which belongs to one call",
	Cause: "The items of a batch are an array of structs of the caller: numbers, structs, objects, text, bytes and slices. What lives as long as a call, such as a callback or a context, has no place there.",
	Fixes: []string{"remove `//cshared:batch`", "export a second function without this parameter for the batch"},
}}
