package catalogue

var loaded = []string{"load/dlopen"}
var called = []string{"load/dlopen", "load/first-call"}

var loadRows = []Check{
	{
		ID: "load/dlopen", Kind: Test, Source: contractLoad + "; I12",
		Title:    "loads",
		Measured: "dlopen(RTLD_NOW | RTLD_LOCAL) in a fresh C process, and how that process ends",
		Expected: "returns a handle within the time limit; the process ends normally",
	},
	{
		ID: "load/exports-resolve", Kind: Test, Source: contractLoad, Needs: loaded,
		Title:    "exports resolve",
		Measured: "dlsym and dladdr1 of each of `exports`",
		Expected: "an address, and it lies in this library",
	},
	{
		ID: "load/first-call", Kind: Test, Source: contractLoad + "; I12", Needs: loaded,
		Title:    "first call",
		Measured: "a call of `first_call` right after dlopen, on the thread that loaded",
		Expected: "returns within the time limit; skipped when the test names no function",
	},
	{
		ID: "load/late-thread", Kind: Test, Source: contractLoad + "; I30", Needs: called,
		Title:    "first call on another thread",
		Measured: "a call of `first_call` on a thread that was started after dlopen, and the end of that thread",
		Expected: "returns, and the thread can be joined; skipped when the test names no function",
	},
	{
		ID: "load/exited-thread", Kind: Test, Source: contractLoad + "; I25",
		Needs:    []string{"load/dlopen", "load/exports-resolve", "load/first-call"},
		Title:    "loaded by a thread that is gone",
		Measured: "dlopen on a thread that ends; then, on the main thread, dlsym of each export and a call of `first_call` if given",
		Expected: "everything resolves, and the call returns",
	},
	{
		ID: "load/second-dlopen", Kind: Test, Source: contractLoad, Needs: loaded,
		Title:    "second dlopen does nothing",
		Measured: "handles of further dlopens, and the number of threads before and after",
		Expected: "the same handle; the number comes to rest and does not rise",
	},
	{
		ID: "load/dlclose", Kind: Test, Source: contractLoad + "; I15", Needs: called,
		Title:    "dlclose is safe",
		Measured: "dlclose; then dlopen with RTLD_NOLOAD, dlsym, and a call of `first_call` if given",
		Expected: "still loaded at the same address; the call returns",
	},
}

var hostRows = []Check{
	{
		ID: "host/dispositions", Kind: Report, Source: contractLoad + "; I26", Needs: called,
		Title:    "signal dispositions",
		Measured: "rt_sigaction of signals 1 to 64, before and after load and first call",
		Expected: "what differs is shown",
	},
	{
		ID: "host/masks-open", Kind: Report, Source: contractLoad + "; I31", Needs: called,
		Title:    "signal masks, host blocks nothing",
		Measured: "SigBlk of the loading thread and of all others, before load, after load, after the first call",
		Expected: "what differs is shown",
	},
	{
		ID: "host/masks-blocked", Kind: Report, Source: contractLoad + "; I30", Needs: called,
		Title:    "signal masks, host blocks everything",
		Measured: "the same, in a process that blocks every signal before the load",
		Expected: "what differs is shown",
	},
	{
		ID: "host/limits", Kind: Report, Source: contractLoad + "; I20", Needs: called,
		Title:    "resource limits",
		Measured: "soft and hard value of every RLIMIT_*, before and after",
		Expected: "what differs is shown",
	},
	{
		ID: "host/threads", Kind: Report, Source: contractLoad + "; I16", Needs: called,
		Title:    "threads",
		Measured: "entries of /proc/self/task before load, after load, after the first call",
		Expected: "the three numbers are shown",
	},
	{
		ID: "host/descriptors", Kind: Report, Source: contractLoad + "; I17", Needs: called,
		Title:    "descriptors",
		Measured: "entries of /proc/self/fd, before and after, and what the new ones point to",
		Expected: "new descriptors are shown",
	},
	{
		ID: "host/memory", Kind: Report, Source: contractLoad + "; I18", Needs: called,
		Title:    "memory",
		Measured: "VmRSS and VmSize of /proc/self/status, before load, after load, after the first call",
		Expected: "the growth is shown",
	},
}
