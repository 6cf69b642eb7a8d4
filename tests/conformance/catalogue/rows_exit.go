package catalogue

var exitRows = []Check{
	{
		ID: "exit/handlers", Kind: Artefact, Source: contractLoad, Needs: called,
		Title:    "normal end of the process",
		Measured: "a process that ends by exit(9) after load and first call: status, handlers of atexit from before and after the load, buffers of stdio",
		Expected: "all as without the library",
	},
	{
		ID: "exit/busy", Kind: Artefact, Source: contractLoad + "; P30", Needs: threaded, Calls: true,
		Title:    "end of the process while others call",
		Measured: "5 processes that end by exit(10) while 4 threads are calling",
		Expected: "exit status as given",
	},
}
