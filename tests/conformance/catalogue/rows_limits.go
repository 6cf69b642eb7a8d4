package catalogue

var limitsRows = []Check{
	{
		ID: "limits/resources", Kind: Report, Source: contractLoad + "; I20", Needs: called,
		Title:    "resource limits",
		Measured: "soft and hard value of every RLIMIT_*, before and after",
		Expected: "what differs is shown",
	},
	{
		ID: "limits/descriptors", Kind: Report, Source: contractLoad + "; I17", Needs: called,
		Title:    "descriptors",
		Measured: "entries of /proc/self/fd, before and after, and what the new ones point to",
		Expected: "new descriptors are shown",
	},
}
