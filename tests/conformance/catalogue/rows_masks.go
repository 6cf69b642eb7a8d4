package catalogue

var masksRows = []Check{
	{
		ID: "masks/open", Kind: Artefact, Source: contractLoad + "; I31", Needs: called,
		Title:    "signal masks, host blocks nothing",
		Measured: "SigBlk of the loading thread and of all others, before load, after load, after the first call",
		Expected: "that of the host is as before; threads of the library leave exactly SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV and SIGURG unblocked, with `cpu_profile` SIGPROF too (`signals = \"go\"`: everything)",
	},
	{
		ID: "masks/blocked", Kind: Artefact, Source: contractLoad + "; I30, I31", Needs: called,
		Title:    "signal masks, host blocks everything",
		Measured: "the same, in a process that blocks every signal before the load",
		Expected: "on the calling thread only those are unblocked, from its first call on; threads of the library as above (`signals = \"go\"` and fallback: SIGSTKFLT, SIGCHLD, SIGPROF and 34 too)",
	},
	{
		ID: "masks/blocked-after-load", Kind: Artefact, Source: contractLoad + "; I30", Needs: called,
		Title:    "host blocks everything between load and first call",
		Measured: "the same; the host blocks every signal after the load",
		Expected: "as above",
	},
	{
		ID: "masks/blocked-after-call", Kind: Artefact, Source: contractLoad + "; I30", Needs: called, Calls: true,
		Title:    "host blocks everything after the first call",
		Measured: "the mask of the calling thread, which blocks everything after its first call, after 200 more",
		Expected: "as the host has it",
	},
	{
		ID: "masks/other-threads", Kind: Artefact, Source: contractLoad + "; I30", Needs: threaded, Calls: true,
		Title:    "masks of other threads",
		Measured: "the mask of a second thread that blocks everything and calls; that of the first one, before and after",
		Expected: "only the signals above are unblocked on the one that calls; no change on the other",
	},
}
