package catalogue

const (
	contractCalls = "contract, calls"
	contractAPI   = "contract, API"
)

// refused are the checks of what is refused without a look at the rest of the call.
var refused = []string{"load/dlopen", "errors/null-output", "errors/null-input", "errors/sizes"}

// callsRows are about libraries with a generated API. They call what its header declares so that the call comes
// back before it reaches the code of the author: what that does with its arguments nobody can know.
var callsRows = []Check{
	{
		ID: "errors/status-names", Kind: Artefact, API: true, Source: contractCalls, Needs: loaded,
		Title:    "statuses have names and texts",
		Measured: "`<prefix>status_name` and `<prefix>status_text` of each status of the header, of ENOENT, and of a number that is none",
		Expected: "the name in the header and a text; NULL and \"unknown status\" for the number",
	},
	{
		ID: "errors/null-output", Kind: Artefact, API: true, Source: contractCalls, Needs: loaded,
		Title:    "no place for a result",
		Measured: "each function with NULL for each output that must be there",
		Expected: "EINVAL",
	},
	{
		ID: "errors/null-input", Kind: Artefact, API: true, Source: contractCalls, Needs: loaded,
		Title:    "NULL with a size",
		Measured: "each function with NULL and a size of 1 for each text, bytes, elements or memory",
		Expected: "EINVAL",
	},
	{
		ID: "errors/sizes", Kind: Artefact, API: true, Source: contractCalls, Needs: loaded,
		Title:    "absurd sizes",
		Measured: "each function with one element more than any object can have, for each size",
		Expected: "EINVAL, and the memory is not touched",
	},
	{
		ID: "errors/object", Kind: Artefact, API: true, Source: contractCalls, Needs: refused,
		Title:    "a failing call has an error object",
		Measured: "code, message and stack of the error of each call above, of each with a number that is no object, and of `<prefix>init` with bad options",
		Expected: "the status of the call, a message, and no stack, as nothing panicked",
	},
	{
		ID: "errors/null-err", Kind: Artefact, API: true, Source: contractCalls, Needs: refused,
		Title:    "err may be NULL",
		Measured: "the same calls with err = NULL",
		Expected: "the same status",
	},
	{
		ID: "errors/outputs", Kind: Artefact, API: true, Source: contractCalls, Needs: refused,
		Title:    "a failing call writes no output",
		Measured: "the bytes of all outputs, before and after the same calls",
		Expected: "they are the same",
	},
	{
		ID: "errors/errno", Kind: Artefact, API: true, Source: contractCalls, Needs: refused,
		Title:    "errno is kept",
		Measured: "errno before and after the same calls, and the functions that every library has; each vector, too",
		Expected: "it is the same",
	},
	{
		ID: "errors/freed", Kind: Artefact, API: true, Source: contractCalls, Needs: loaded,
		Title:    "errors that were freed",
		Measured: "code and message of an error that was freed, of what is no error, and freeing twice, or NULL",
		Expected: "STALE_HANDLE, FOREIGN_HANDLE, an empty message; nothing happens",
	},
	{
		ID: "panics/contained", Kind: Artefact, API: true, Source: contractCalls, Needs: loaded,
		Title:    "a panic is a status",
		Measured: "the first vector whose status is PANIC: stack of the error, counter of panics; skipped when there is none",
		Expected: "a Go stack, and one panic more",
	},
	{
		ID: "callbacks/null", Kind: Artefact, API: true, Source: contractCalls, Needs: refused,
		Title:    "a function that is NULL",
		Measured: "each function that takes one, with NULL for it, in calls that are refused",
		Expected: "the status of the refusal; its `_destroy` is not called",
	},
	{
		ID: "callbacks/refused", Kind: Artefact, API: true, Source: contractCalls, Needs: refused,
		Title:    "functions that were passed to a refused call",
		Measured: "the same with a function, on the main thread and on another one; then `<prefix>callback_remove`",
		Expected: "it is never called, and its `_destroy` exactly once; nothing lives",
	},
	{
		ID: "callbacks/unknown", Kind: Artefact, API: true, Source: contractCalls, Needs: loaded,
		Title:    "taking back what was not passed",
		Measured: "`<prefix>callback_remove` of a pointer that came with no function",
		Expected: "ENOENT, with an error object",
	},
	{
		ID: "handles/null", Kind: Artefact, API: true, Source: contractCalls, Needs: loaded,
		Title:    "NULL for an object",
		Measured: "each function that frees, and each method, with NULL",
		Expected: "OK from what frees, FOREIGN_HANDLE from methods",
	},
	{
		ID: "handles/foreign", Kind: Artefact, API: true, Source: contractCalls, Needs: loaded,
		Title:    "numbers that are no objects",
		Measured: "each function that takes an object or frees one, with four numbers that the library never gave",
		Expected: "FOREIGN_HANDLE",
	},
	{
		ID: "handles/stale", Kind: Artefact, API: true, Source: contractCalls, Needs: loaded,
		Title:    "objects that were freed",
		Measured: "a second free, and each function that takes it first, for a context and an object of each type that a vector saves",
		Expected: "STALE_HANDLE",
	},
	{
		ID: "handles/type", Kind: Artefact, API: true, Source: contractCalls, Needs: loaded,
		Title:    "objects of another type",
		Measured: "the same objects, given to functions of other types, and freed as such",
		Expected: "FOREIGN_HANDLE, and the object still lives",
	},
	{
		ID: "lifecycle/version", Kind: Artefact, API: true, Source: contractAPI, Needs: loaded,
		Title:    "version",
		Measured: "`<prefix>version`, called from C and from C++, against the macro of the header and abi.json",
		Expected: "the same",
	},
	{
		ID: "lifecycle/counters", Kind: Artefact, API: true, Source: contractAPI, Needs: refused,
		Title:    "what lives is counted",
		Measured: "`<prefix>stats` at the start, after failing calls whose errors were freed, for NULL, a size of 0 and an older struct",
		Expected: "0 of all; EINVAL; nothing behind the older struct is written",
	},
	{
		ID: "lifecycle/init", Kind: Artefact, API: true, Source: contractAPI, Needs: loaded,
		Title:    "init works once",
		Measured: "`<prefix>init` with bad options, good ones, and twice more",
		Expected: "EINVAL, OK, EALREADY; err is left alone by OK",
	},
	{
		ID: "lifecycle/closed", Kind: Artefact, API: true, Source: contractAPI, Needs: loaded,
		Title:    "calls after shutdown",
		Measured: "each function after `<prefix>shutdown`",
		Expected: "CLOSED",
	},
	{
		ID: "lifecycle/closed-twice", Kind: Artefact, API: true, Source: contractAPI, Needs: loaded,
		Title:    "shutdown again, and what works after it",
		Measured: "a second `<prefix>shutdown`; the functions that free, count and explain, after it",
		Expected: "OK; what lives is counted, and is given back as before",
	},
	{
		ID: "lifecycle/log", Kind: Artefact, API: true, Source: contractAPI, Needs: loaded,
		Title:    "what the library says goes to the host's log",
		Measured: "what the `log` of `<prefix>init` gets, and what stands on standard error, when `<prefix>shutdown` finds that an error object is still live",
		Expected: "one text of level 4 that says so, with a NUL byte behind its size; not on standard error",
	},
	{
		ID: "fork/first-call", Kind: Artefact, API: true, Source: contractCalls, Needs: loaded,
		Title:    "calls in a child of fork, before any call",
		Measured: "each function in a child that was forked right after dlopen, in 5 s; functions without a status in a child each, eight of them",
		Expected: "AFTER_FORK; those without a status abort",
	},
	{
		ID: "fork/later-call", Kind: Artefact, API: true, Source: contractCalls, Needs: loaded,
		Title:    "calls in a child of fork, after calls",
		Measured: "the same after calls of the parent, and one of the parent afterwards",
		Expected: "AFTER_FORK; the parent's call works",
	},
}

const vectorsGroup = "vectors"

// vectorsRows stand for the vectors of the owner: the first one for all that have an id of their own.
var vectorsRows = []Check{
	{
		ID: vectorsGroup + "/*", Kind: Artefact, API: true, Source: "attribute `vectors`, tests/conformance/VECTORS.md", Needs: loaded,
		Title:    "test vectors of the owner",
		Measured: "one row for each: status, error and outputs of the call; errno",
		Expected: "what the vector wants",
	},
	{
		ID: vectorsGroup + "/leaks", Kind: Artefact, API: true, Source: contractAPI, Needs: loaded,
		Title:    "what the vectors leave behind",
		Measured: "`<prefix>stats` of each file's process, when all that the vectors saved and passed was given back",
		Expected: "0 of all; each kept function was destroyed once",
	},
}
