package catalogue

var threadsRows = []Check{
	{
		ID: "threads/count", Kind: Report, Source: contractLoad + "; I16", Needs: called,
		Title:    "threads",
		Measured: "entries of /proc/self/task before load, after load, after the first call",
		Expected: "the three numbers are shown",
	},
}
