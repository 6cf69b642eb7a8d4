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
}
