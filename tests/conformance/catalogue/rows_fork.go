package catalogue

var forkRows = []Check{
	{
		ID: "fork/after-load", Kind: Artefact, Source: contractLoad + "; I66", Needs: called,
		Title:    "children after the load",
		Measured: "children of a process that has loaded and called: one ends by _exit, one by exit, one executes a program that loads and calls",
		Expected: "exit status as given",
	},
	{
		ID: "fork/before-load", Kind: Artefact, Source: contractLoad + "; I66", Needs: called,
		Title:    "children that load",
		Measured: "a child that loads and calls; then its parent does",
		Expected: "the child ends with status 0; the call of the parent returns",
	},
	{
		ID: "fork/busy", Kind: Artefact, Source: contractLoad + "; P11", Needs: threaded, Calls: true,
		Title:    "fork while others call",
		Measured: "20 forks of a process in which 3 threads are calling",
		Expected: "each returns, and the children end with status 0",
	},
	{
		ID: "fork/exec-inherits", Kind: Artefact, Source: contractLoad + "; I17, I38", Needs: called,
		Title:    "what programs inherit that the host executes",
		Measured: "descriptors, ignored and blocked signals of a program that is executed before, and after load and first call",
		Expected: "the same",
	},
}
