package catalogue

var limitsRows = []Check{
	{
		ID: "limits/resources", Kind: Artefact, Source: contractLoad + "; I20, P9", Needs: called, Calls: true,
		Title:    "resource limits",
		Measured: "soft and hard value of every RLIMIT_*, before, and after load and first call",
		Expected: "no change (`signals = \"go\"` and fallback: RLIMIT_NOFILE may be Go's value)",
	},
	{
		ID: "limits/descriptors", Kind: Artefact, Source: contractLoad + "; I17", Needs: called,
		Title:    "descriptors",
		Measured: "entries of /proc/self/fd before, and after load and first call; what the new ones point to, and FD_CLOEXEC",
		Expected: "none is gone; at most `descriptors` of `policy` are new, each with FD_CLOEXEC",
	},
	{
		ID: "limits/thread-keys", Kind: Artefact, Source: contractLoad + "; I44", Needs: called,
		Title:    "keys of threads",
		Measured: "how many keys pthread_key_create gives before, and after load and first call",
		Expected: "at most `thread_keys` of `policy` fewer",
	},
	{
		ID: "limits/idle", Kind: Artefact, Source: contractLoad + "; I24", Needs: called, Thorough: true,
		Title:    "processor time when nobody calls",
		Measured: "getrusage over 2 seconds after the first call",
		Expected: "at most `idle_us` of `policy` in a second",
	},
}
