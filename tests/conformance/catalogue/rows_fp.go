package catalogue

var fpRows = []Check{
	{
		ID: "fp/default", Kind: Artefact, Source: contractLoad + "; I50", Needs: threaded,
		Title:    "floating-point mode",
		Measured: "rounding, exception masks and other control bits of the loading thread, after load and calls, and of another one that calls",
		Expected: "no change",
	},
	{
		ID: "fp/unusual", Kind: Artefact, Source: contractLoad + "; I50", Needs: threaded,
		Title:    "floating-point mode of a host with its own",
		Measured: "the same, with FE_UPWARD, and denormals flushed to zero",
		Expected: "no change",
	},
}
