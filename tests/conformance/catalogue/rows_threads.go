package catalogue

var threadsRows = []Check{
	{
		ID: "threads/count", Kind: Artefact, Source: contractLoad + "; I16", Needs: called,
		Title:    "threads",
		Measured: "entries of /proc/self/task before load, after load, after the first call; their names",
		Expected: "come to rest, and at most `threads` of `policy` beside the host's own",
	},
	{
		ID: "threads/attributes", Kind: Artefact, Source: contractLoad, Needs: threaded,
		Title:    "threads of the host",
		Measured: "name, scheduling policy, priority, nice, cancelability and CPUs of the loading thread and of another one that calls",
		Expected: "no change",
	},
	{
		ID: "threads/pinned", Kind: Artefact, Source: contractLoad + "; I51, P26", Needs: threaded,
		Title:    "a thread with one CPU loads",
		Measured: "the CPUs of a second thread that is pinned to one, loads and calls; those of the library's threads",
		Expected: "no change; those of the loading thread, with `cpus = \"process\"` those of the main thread; skipped on one CPU",
	},
	{
		ID: "threads/many", Kind: Artefact, Source: contractLoad + "; I43", Needs: threaded, Calls: true,
		Title:    "500 threads",
		Measured: "500 threads that are alive at the same time make 2 calls each, and end",
		Expected: "all calls return; at most `threads` of `policy` more than before are left",
	},
	{
		ID: "threads/short-lived", Kind: Artefact, Source: contractLoad + "; I42", Needs: threaded, Calls: true,
		Title:    "short-lived threads",
		Measured: "VmRSS before and after 1000 threads, one after another with a call each, in two rounds behind 200 threads to get warm; number of threads",
		Expected: "in one of the rounds at most `growth_kb` of `policy` more; at most `threads` more",
	},
	{
		ID: "threads/keys-exhausted", Kind: Artefact, Source: contractLoad + "; I44, P25", Needs: threaded,
		Title:    "no keys are left",
		Measured: "load and calls on 5 threads in a process that has taken every key of pthread_key_create",
		Expected: "all calls return",
	},
	{
		ID: "threads/call-at-end", Kind: Artefact, Source: contractLoad + "; I45", Needs: threaded, Calls: true,
		Title:    "a call while the thread ends",
		Measured: "a call in the destructor of a key that the host made after the load, on 3 threads that have called",
		Expected: "returns, and the threads can be joined",
	},
	{
		ID: "threads/set-ids", Kind: Artefact, Source: contractLoad + "; I49", Needs: called,
		Title:    "setresuid",
		Measured: "setresgid and setresuid to the ids that the process has: glibc has each thread do it, and waits for all",
		Expected: "return 0",
	},
	{
		ID: "threads/main-ends", Kind: Artefact, Source: contractLoad + "; P30", Needs: threaded,
		Title:    "the main thread ends first",
		Measured: "a process whose main thread loads, calls and ends by pthread_exit; another one then calls, and ends the process",
		Expected: "exit status as given",
	},
}
