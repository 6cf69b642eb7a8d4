package catalogue

var envRows = []Check{
	{
		ID: "env/variables", Kind: Artefact, Source: contractLoad + "; I21", Needs: called,
		Title:    "environment",
		Measured: "environ and each string of it, before, and after load and first call",
		Expected: "no change",
	},
	{
		ID: "env/folder", Kind: Artefact, Source: contractLoad, Needs: called,
		Title:    "working directory, umask, root",
		Measured: "the same of these",
		Expected: "no change",
	},
	{
		ID: "env/locale", Kind: Artefact, Source: contractLoad, Needs: called,
		Title:    "locale",
		Measured: "the same of setlocale, uselocale and the decimal point",
		Expected: "no change",
	},
	{
		ID: "env/names", Kind: Artefact, Source: contractLoad + "; I22", Needs: called,
		Title:    "arguments and name",
		Measured: "the same of /proc/self/cmdline and program_invocation_name",
		Expected: "no change",
	},
	{
		ID: "env/identity", Kind: Artefact, Source: contractLoad + "; I49", Needs: called,
		Title:    "users and groups",
		Measured: "the same of user, group, supplementary group and process group ids, and of the session",
		Expected: "no change",
	},
	{
		ID: "env/timers", Kind: Artefact, Source: contractLoad + "; I39", Needs: called,
		Title:    "timers of the process",
		Measured: "the same of ITIMER_REAL, which the host has started, ITIMER_VIRTUAL and ITIMER_PROF",
		Expected: "no change",
	},
	{
		ID: "env/process-flags", Kind: Artefact, Source: contractLoad, Needs: called,
		Title:    "flags of the process",
		Measured: "the same of what prctl and personality give, and of oom_score_adj",
		Expected: "no change",
	},
	{
		ID: "env/streams", Kind: Artefact, Source: contractLoad, Needs: called,
		Title:    "standard descriptors and terminal",
		Measured: "the same of file and flags of descriptors 0, 1 and 2, and of the modes of a terminal on 0",
		Expected: "no change",
	},
	{
		ID: "env/output", Kind: Artefact, Source: contractLoad + "; P17", Needs: called,
		Title:    "output",
		Measured: "what load and first call write to standard output and error",
		Expected: "nothing",
	},
	{
		ID: "env/bogus-variables", Kind: Artefact, Source: contractLoad + "; I23", Needs: called,
		Title:    "variables that Go does not understand",
		Measured: "a process each with GOGC, GOMAXPROCS, GOTRACEBACK = bogus, and GODEBUG of unknown names, which loads and calls",
		Expected: "exit status 0",
	},
	{
		ID: "env/fatal-variables", Kind: Report, Source: contractLoad + "; I23, P10", Needs: called,
		Title:    "variables that end the process",
		Measured: "the same with GOMEMLIMIT=bogus and GODEBUG=cgocheck=2",
		Expected: "how it ends is shown: it is up to the Go runtime",
	},
}
