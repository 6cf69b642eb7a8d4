package catalogue

var stacksRows = []Check{
	{
		ID: "stacks/alternate-none", Kind: Artefact, Source: contractLoad + "; I32", Needs: threaded,
		Title:    "alternate stack of a thread without one",
		Measured: "sigaltstack before and after load, after calls on the loading and on a second thread, and at the very end of that",
		Expected: "none before the first call; then none, or 32 KiB; none at the end of the thread",
	},
	{
		ID: "stacks/alternate-own", Kind: Artefact, Source: contractLoad + "; I32", Needs: threaded,
		Title:    "alternate stack of the host",
		Measured: "the same, with a stack of 64 KiB of the host on both threads",
		Expected: "the same address, size and flags, also at the end of the thread",
	},
	{
		ID: "stacks/alternate-small", Kind: Artefact, Source: contractLoad + "; I32", Needs: threaded, Calls: true,
		Title:    "small alternate stack of the host",
		Measured: "SIGURG, 300 times, to a thread that calls and has an alternate stack of 8 KiB with nothing below",
		Expected: "the calls return, and the thread can be joined",
	},
	{
		ID: "stacks/small", Kind: Artefact, Source: contractLoad + "; I46", Needs: threaded, Calls: true,
		Title:    "calls on a small stack",
		Measured: "calls on a thread with the smallest stack that the C library grants (16 KiB on amd64)",
		Expected: "return",
	},
	{
		ID: "stacks/limits", Kind: Artefact, Source: contractLoad + "; I19", Needs: called,
		Title:    "`ulimit -s`",
		Measured: "a process each with RLIMIT_STACK of 256 kB and without a limit, which loads and calls",
		Expected: "exit status 0",
	},
	{
		ID: "stacks/coroutine", Kind: Artefact, Source: contractLoad + "; I46, I47", Needs: threaded, Calls: true,
		Title:    "calls on stacks of coroutines",
		Measured: "calls by turns on a stack of 64 KiB of makecontext and on the thread's own, on the main thread and another one",
		Expected: "return",
	},
}
