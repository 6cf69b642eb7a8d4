package catalogue

var masksRows = []Check{
	{
		ID: "masks/open", Kind: Report, Source: contractLoad + "; I31", Needs: called,
		Title:    "signal masks, host blocks nothing",
		Measured: "SigBlk of the loading thread and of all others, before load, after load, after the first call",
		Expected: "what differs is shown",
	},
	{
		ID: "masks/blocked", Kind: Report, Source: contractLoad + "; I30", Needs: called,
		Title:    "signal masks, host blocks everything",
		Measured: "the same, in a process that blocks every signal before the load",
		Expected: "what differs is shown",
	},
}
