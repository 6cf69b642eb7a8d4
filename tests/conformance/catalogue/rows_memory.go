package catalogue

var memoryRows = []Check{
	{
		ID: "memory/growth", Kind: Report, Source: contractLoad + "; I18", Needs: called,
		Title:    "memory",
		Measured: "VmRSS and VmSize of /proc/self/status, before load, after load, after the first call",
		Expected: "the growth is shown",
	},
}
