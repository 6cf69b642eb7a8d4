package catalogue

var signalsRows = []Check{
	{
		ID: "signals/dispositions", Kind: Report, Source: contractLoad + "; I26", Needs: called,
		Title:    "signal dispositions",
		Measured: "rt_sigaction of signals 1 to 64, before and after load and first call",
		Expected: "what differs is shown",
	},
}
