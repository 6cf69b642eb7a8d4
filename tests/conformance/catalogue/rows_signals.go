package catalogue

var signalsRows = []Check{
	{
		ID: "signals/dispositions", Kind: Artefact, Source: contractLoad + "; I26", Needs: called,
		Title:    "handlers, in a host without any",
		Measured: "rt_sigaction of signals 1 to 64, before, and after load and first call",
		Expected: "only SIGBUS, SIGFPE, SIGSEGV, SIGPIPE and SIGURG have changed, to a handler; SIGPROF and all others, flags and masks included, are as before",
	},
	{
		ID: "signals/handled", Kind: Artefact, Source: contractLoad + "; I27", Needs: called,
		Title:    "handlers of the host",
		Measured: "the same, in a host with a handler for each signal",
		Expected: "those five may be replaced; of all others handler, flags and mask are as before (`signals = \"go\"`: SA_ONSTACK may be added)",
	},
	{
		ID: "signals/ignored", Kind: Artefact, Source: contractLoad + "; I28, I37", Needs: called,
		Title:    "ignored signals",
		Measured: "the same, in a host that ignores each signal",
		Expected: "SIGBUS, SIGFPE, SIGSEGV and SIGURG may have a handler; all others stay ignored, SIGPIPE too (`signals = \"go\"`: SIGPIPE may have one)",
	},
	{
		ID: "signals/ignored-in-children", Kind: Artefact, Source: contractLoad + "; I38", Needs: called,
		Title:    "ignored signals of programs that the host executes",
		Measured: "SigIgn of a program that is executed before, and after load and first call, by a host that ignores each signal",
		Expected: "the same but for SIGBUS, SIGFPE, SIGSEGV and SIGURG (`signals = \"go\"`: and SIGPIPE)",
	},
	{
		ID: "signals/after-calls", Kind: Artefact, Source: contractLoad + "; I29", Needs: threaded,
		Title:    "calls change no handlers",
		Measured: "rt_sigaction of signals 1 to 64 in a host with a handler for each: when dlopen returns, after the first call, after 1800 calls on 9 threads",
		Expected: "no change",
	},
	{
		ID: "signals/host-faults", Kind: Artefact, Source: contractLoad + "; I34", Needs: threaded,
		Title:    "faults of the host reach its handler",
		Measured: "SIGSEGV by a write of C code to a protected page, with a handler from before the load: on the loading thread before and after its first call, on a thread without and one with a call",
		Expected: "the handler runs once each, on that thread, with the address",
	},
	{
		ID: "signals/raised", Kind: Artefact, Source: contractLoad + "; I35, P2", Needs: called,
		Title:    "signals that somebody sends reach the handler",
		Measured: "raise of SIGSEGV, SIGBUS, SIGFPE, SIGPIPE, and kill of the own process with SIGURG, 3 times each, with handlers from before the load",
		Expected: "the handlers run 3 times each",
	},
	{
		ID: "signals/fault-status", Kind: Artefact, Source: contractLoad + "; I34", Needs: called,
		Title:    "a fault of the host without a handler",
		Measured: "the wait status of a process that loads, calls, and then writes to a protected page",
		Expected: "SIGSEGV",
	},
	{
		ID: "signals/broken-pipe", Kind: Artefact, Source: contractLoad + "; I37", Needs: called,
		Title:    "writes of the host to a broken pipe",
		Measured: "a process each that leaves SIGPIPE at its default, ignores it, handles it; after load and first call it writes to a pipe without a reader",
		Expected: "death by SIGPIPE; EPIPE; the handler runs once and EPIPE",
	},
	{
		ID: "signals/stray", Kind: Artefact, Source: contractLoad + "; P1", Needs: threaded,
		Title:    "signals for the process stay away from threads of the library",
		Measured: "SIGUSR1, SIGTERM and a real-time signal, 200 times each, sent to a process whose only thread blocks them late, after load and calls, and takes them by sigtimedwait",
		Expected: "200 of 200 arrive there; skipped with `signals = \"go\"`",
	},
	{
		ID: "signals/signalfd", Kind: Artefact, Source: contractLoad + "; P4", Needs: threaded,
		Title:    "SIGCHLD by signalfd",
		Measured: "50 children of a host that has blocked SIGCHLD before the load, after calls on several threads",
		Expected: "50 of 50; skipped with `signals = \"go\"` and in the fallback",
	},
	{
		ID: "signals/sigwaitinfo", Kind: Artefact, Source: contractLoad + "; P1", Needs: threaded,
		Title:    "a blocked signal by sigwaitinfo",
		Measured: "SIGUSR1 50 times to a process that has blocked it before the load, after calls on several threads",
		Expected: "50 of 50",
	},
	{
		ID: "signals/rtmin", Kind: Artefact, Source: contractLoad + "; P4", Needs: threaded,
		Title:    "a blocked SIGRTMIN",
		Measured: "the signal 34, blocked before the load and with its default action, which is death: 50 times, with a call after each",
		Expected: "50 of 50 reach the host; skipped with `signals = \"go\"` and in the fallback",
	},
}
