package diag

// Problems of the other forms of a function.
const (
	NotInABatch     ID = "CSHARED620"
	InfallibleBatch ID = "CSHARED621"
	PoisonedBatch   ID = "CSHARED622"
)

var formEntries = []Entry{{
	ID: NotInABatch, Title: "A batch has a parameter or a result that no item can have",
	Text:  "{what} cannot have a batch form: its {place} has type {type}, which {why}",
	Cause: "The items of a batch are an array of structs of the caller. Inputs can be numbers, structs, objects, text, bytes and slices, results only what has a fixed size; what lives as long as a call has no place there.",
	Fixes: []string{"remove `//cshared:batch`", "{fix}"},
}, {
	ID: InfallibleBatch, Title: "A batch of an infallible function",
	Text:  "{what} is `infallible` and cannot have a batch form: each item of a batch gets a status, and an infallible function has none",
	Cause: "A batch exists so that a panic costs one item; in an infallible function it ends the process.",
	Fixes: []string{"remove `//cshared:infallible`", "remove `//cshared:batch`"},
}, {
	ID: PoisonedBatch, Title: "A batch of a function whose panic stops the library",
	Text:  "{what} cannot have a batch form: a panic in it stops the whole library (panics poison), and in a batch it would cost one item",
	Cause: "The two promises contradict each other, so one of them has to be given up in the source.",
	Fixes: []string{"write `//cshared:panics errno` above it", "remove `//cshared:batch`"},
}}
