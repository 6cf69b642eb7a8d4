package catalogue

var loaded = []string{"load/dlopen"}
var called = []string{"load/dlopen", "load/first-call"}

var loadRows = []Check{
	{
		ID: "load/dlopen", Kind: Artefact, Source: contractLoad + "; I12",
		Title:    "loads",
		Measured: "dlopen(RTLD_NOW | RTLD_LOCAL) in a fresh C process, and how that process ends",
		Expected: "returns a handle within the time limit; the process ends normally",
	},
	{
		ID: "load/exports-resolve", Kind: Artefact, Source: contractLoad, Needs: loaded,
		Title:    "exports resolve",
		Measured: "dlsym and dladdr1 of each of `exports`",
		Expected: "an address, and it lies in this library",
	},
	{
		ID: "load/first-call", Kind: Artefact, Source: contractLoad + "; I12", Needs: loaded,
		Title:    "first call",
		Measured: "a call of `first_call` right after dlopen, on the thread that loaded",
		Expected: "returns within the time limit; skipped when the test names no function",
	},
	{
		ID: "load/late-thread", Kind: Artefact, Source: contractLoad + "; I30", Needs: called,
		Title:    "first call on another thread",
		Measured: "a call of `first_call` on a thread that was started after dlopen, and the end of that thread",
		Expected: "returns, and the thread can be joined; skipped when the test names no function",
	},
	{
		ID: "load/exited-thread", Kind: Artefact, Source: contractLoad + "; I25",
		Needs:    []string{"load/dlopen", "load/exports-resolve", "load/first-call"},
		Title:    "loaded by a thread that is gone",
		Measured: "dlopen on a thread that ends; then, on the main thread, dlsym of each export and a call of `first_call` if given",
		Expected: "everything resolves, and the call returns",
	},
	{
		ID: "load/second-dlopen", Kind: Artefact, Source: contractLoad, Needs: loaded,
		Title:    "second dlopen does nothing",
		Measured: "handles of further dlopens, and the number of threads before and after",
		Expected: "the same handle; the number comes to rest and does not rise",
	},
	{
		ID: "load/dlclose", Kind: Artefact, Source: contractLoad + "; I15", Needs: called,
		Title:    "dlclose is safe",
		Measured: "dlclose; then dlopen with RTLD_NOLOAD, dlsym, and a call of `first_call` if given",
		Expected: "still loaded at the same address; the call returns",
	},
}
