package catalogue

var loaded = []string{"load/dlopen"}
var called = []string{"load/dlopen", "load/first-call"}
var threaded = []string{"load/dlopen", "load/first-call", "load/late-thread"}

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
		ID: "load/first-call", Kind: Artefact, Source: contractLoad + "; I12", Needs: loaded, Calls: true,
		Title:    "first call",
		Measured: "a call of `first_call` right after dlopen, on the thread that loaded",
		Expected: "returns within the time limit; skipped when there is nothing to call",
	},
	{
		ID: "load/late-thread", Kind: Artefact, Source: contractLoad + "; I30", Needs: called, Calls: true,
		Title:    "first call on another thread",
		Measured: "a call of `first_call` on a thread that was started after dlopen, and the end of that thread",
		Expected: "returns, and the thread can be joined; skipped when there is nothing to call",
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
	{
		ID: "load/racing-calls", Kind: Artefact, Source: contractLoad + "; I14", Needs: threaded, Calls: true,
		Title:    "threads race for the first call",
		Measured: "8 threads that make their first call at the same time, right after dlopen; in 8 processes",
		Expected: "all calls return, and the processes end with status 0",
	},
	{
		ID: "load/copies", Kind: Artefact, Source: contractReload + "; I63, I64", Needs: threaded,
		Title:    "copies under other paths",
		Measured: "dlopen of the file and of two copies of it; calls of all three by turns, on old and new threads",
		Expected: "three handles; all calls return",
	},
	{
		ID: "load/main-never-runs", Kind: Artefact, Source: contractLoad + "; I13",
		Needs:    []string{"binary/debug-file", "load/dlopen", "load/first-call", "load/copies"},
		Title:    "main never runs",
		Measured: "load, and a call of `first_call` if given, of a copy of the file in which main.main is a trap; where that is, the symbol table of the library or of its debug file says",
		Expected: "the call returns, and nobody walks into the trap; skipped when no table has main.main",
	},
	{
		ID: "load/flags", Kind: Artefact, Source: contractLoad + "; I64", Needs: called,
		Title:    "other flags of dlopen",
		Measured: "load and calls with RTLD_LAZY, with RTLD_GLOBAL, and with both, a process each",
		Expected: "the processes end with status 0",
	},
	{
		ID: "load/small-stack", Kind: Artefact, Source: contractLoad + "; I25", Needs: threaded,
		Title:    "loaded by a thread with a small stack",
		Measured: "load and first call on a thread with a stack of 64 KiB",
		Expected: "the call returns",
	},
	{
		ID: "load/clashing-names", Kind: Artefact, Source: contractBinary + "; P19", Needs: called,
		Title:    "names of Go's in the program",
		Measured: "load and first call in a program that exports crosscall2, fatalf, x_cgo_init and x_cgo_thread_start",
		Expected: "none of these is called",
	},
	{
		ID: "load/dlmopen", Kind: Report, Source: contractLoad + "; P24", Needs: called,
		Title:    "in a name space of its own",
		Measured: "dlmopen(LM_ID_NEWLM) and a first call, in a child",
		Expected: "how that ends is shown; it is not supported: few name spaces fit, and libraries there do not see each other",
	},
}
