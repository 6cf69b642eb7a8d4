package catalogue

// Crash reporters depend on these.
var endRows = []Check{
	{
		ID: "exit/panic", Kind: Probe, Source: "contract, exit status", Needs: loaded,
		Title:    "panic in a call",
		Measured: "wait status, and which handlers of the host ran",
		Expected: "SIGABRT; the host's handler of SIGABRT ran",
	},
	{
		ID: "exit/goroutine-panic", Kind: Probe, Source: "contract, exit status", Needs: loaded,
		Title:    "panic in a goroutine",
		Measured: "the same",
		Expected: "the same",
	},
	{
		ID: "exit/nil", Kind: Probe, Source: "contract, exit status", Needs: loaded,
		Title:    "nil dereference that nobody recovers",
		Measured: "the same",
		Expected: "the same",
	},
	{
		ID: "exit/goexit", Kind: Probe, Source: "contract, exit status", Needs: loaded,
		Title:    "runtime.Goexit in an exported function written by hand",
		Measured: "the same",
		Expected: "the same; of a generated function it is a status",
	},
	{
		ID: "exit/map-race", Kind: Probe, Source: "contract, exit status", Needs: loaded,
		Title:    "fatal error: concurrent map writes",
		Measured: "the same",
		Expected: "the same",
	},
	{
		ID: "exit/stack-overflow", Kind: Probe, Source: "contract, exit status", Needs: loaded,
		Title:    "fatal error: stack overflow",
		Measured: "the same",
		Expected: "the same",
	},
	{
		ID: "exit/no-thread", Kind: Probe, Source: "contract, exit status", Needs: loaded,
		Title:    "no thread to be had",
		Measured: "the same, with a kernel that refuses new threads from before the load",
		Expected: "the same; with the fallback the handler need not have run",
	},
	{
		ID: "exit/c-fault", Kind: Probe, Source: "contract, exit status", Needs: loaded,
		Title:    "fault of C code below Go",
		Measured: "the same, without a handler of the host",
		Expected: "SIGSEGV; no handler ran",
	},
	{
		ID: "exit/host-fault", Kind: Probe, Source: "contract, exit status", Needs: loaded,
		Title:    "fault of the host",
		Measured: "the same, without a handler of the host",
		Expected: "SIGSEGV; no handler ran",
	},
	{
		ID: "exit/os-exit", Kind: Probe, Source: "contract, exit status", Needs: loaded,
		Title:    "os.Exit(7)",
		Measured: "wait status, and whether the host's atexit function ran",
		Expected: "exit status 7; it did not run",
	},
	{
		ID: "exit/host", Kind: Probe, Source: "contract, exit status", Needs: loaded,
		Title:    "exit(7) of the host",
		Measured: "the same, while Go code runs on a thread of the host and on a goroutine",
		Expected: "exit status 7; it ran",
	},
	{
		ID: "exit/blocked", Kind: Probe, Source: "contract, exit status", Needs: loaded,
		Title:    "all goroutines wait",
		Measured: "a call after a thread of the host was blocked in Go for ever",
		Expected: "it returns",
	},
}
