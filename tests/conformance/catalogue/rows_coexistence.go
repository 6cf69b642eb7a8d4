package catalogue

var coexistenceRows = []Check{
	{
		ID: "coexistence/collect", Kind: Probe, Source: contractLoad + "; I36, I65", Needs: loaded,
		Title:    "two copies: collections",
		Measured: "time of a collection in each of two copies while each loops for 6 s",
		Expected: "less than 1200 ms",
	},
	{
		ID: "coexistence/recover", Kind: Probe, Source: contractLoad + "; I33, I65", Needs: loaded,
		Title:    "two copies: faults",
		Measured: "recovered faults in each of two copies, on two threads",
		Expected: "all",
	},
	{
		ID: "coexistence/signals", Kind: Probe, Source: contractLoad + "; I65", Needs: loaded,
		Title:    "two copies: os/signal",
		Measured: "SIGUSR1 that both have asked for; and after one has given it back",
		Expected: "all come to both, then to the other",
	},
	{
		ID: "coexistence/isolated", Kind: Probe, Source: contractLoad + "; I64", Needs: loaded,
		Title:    "two copies: isolation",
		Measured: "a counter in each of two copies that were opened with RTLD_GLOBAL",
		Expected: "they are two",
	},
	{
		ID: "coexistence/clashing-symbols", Kind: Probe, Source: contractLoad + "; I64, P19", Needs: loaded,
		Title:    "another library defines the same symbols",
		Measured: "calls and callbacks after a stock Go library was opened with RTLD_GLOBAL, which defines crosscall2 and all the runtime's other C symbols",
		Expected: "they lead into the library itself",
	},
	{
		ID: "coexistence/stock-before", Kind: Probe, Source: contractLoad + "; I65", Needs: loaded,
		Title:    "a stock Go library, loaded before",
		Measured: "collections and faults in both",
		Expected: "as alone",
	},
	{
		ID: "coexistence/stock-after", Kind: Probe, Source: contractLoad + "; I65", Needs: loaded,
		Title:    "a stock Go library, loaded after",
		Measured: "collections and faults in it, in the library, and in a copy of the library that is loaded next",
		Expected: "as alone",
	},
	{
		ID: "coexistence/hundred-copies", Kind: Probe, Thorough: true, Source: "contract, coexist", Needs: loaded,
		Title:    "the cost of a fault does not grow",
		Measured: "time of a recovered nil dereference in the oldest and in the newest of 100 copies",
		Expected: "at most 5 times as much in the oldest",
	},
}
