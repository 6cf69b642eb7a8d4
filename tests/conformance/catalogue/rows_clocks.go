package catalogue

var clocksRows = []Check{
	{
		ID: "clocks/monotonic", Kind: Probe, Source: contractLoad + "; I53", Needs: loaded,
		Title:    "one monotonic clock",
		Measured: "Go's clock between two readings of CLOCK_MONOTONIC, 5000 times",
		Expected: "not before the first, not after the second",
	},
	{
		ID: "clocks/elapsed", Kind: Probe, Source: contractLoad + "; I54", Needs: loaded,
		Title:    "elapsed time",
		Measured: "time.Since over a pause of the host, and what the host measured inside and around",
		Expected: "between the two",
	},
	{
		ID: "clocks/sleep", Kind: Probe, Source: contractLoad + "; I54", Needs: loaded,
		Title:    "timers",
		Measured: "how long time.Sleep of 20 ms takes by CLOCK_MONOTONIC",
		Expected: "at least 20 ms, less than 2 s",
	},
}
