package catalogue

var memoryRows = []Check{
	{
		ID: "memory/growth", Kind: Artefact, Source: contractLoad + "; I18", Needs: called,
		Title:    "memory",
		Measured: "VmRSS and VmSize of /proc/self/status, before load, after load, after the first call",
		Expected: "at most `resident_kb` and `mapped_mb` of `policy` more",
	},
	{
		ID: "memory/mappings", Kind: Artefact, Source: contractLoad, Needs: called,
		Title:    "nothing is writable and executable",
		Measured: "/proc/self/maps after load and first call",
		Expected: "no mapping is writable and executable, or executable without a file",
	},
	{
		ID: "memory/locked", Kind: Report, Source: contractLoad, Needs: called, Thorough: true,
		Title:    "a host that locks its memory",
		Measured: "load and first call in a child after mlockall(MCL_CURRENT | MCL_FUTURE)",
		Expected: "how it ends, and how much memory it takes, are shown",
	},
}
