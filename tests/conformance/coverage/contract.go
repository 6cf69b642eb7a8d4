package coverage

// contract is what the contract of an artefact has beyond the invariants.
var contract = []Line{
	{ID: "C1", Text: "a host thread stays preemptible after any number of short calls", Tests: []string{"tests/shim/load/load_test.go:TestOurs"}},
	{ID: "C2", Text: "all symbols start with the prefix, none is a name of C, C++ or POSIX", Rows: []string{"binary/prefix", "binary/c-names"}},
	{ID: "C3", Text: "symbol version node as declared", Rows: []string{"binary/symbol-version"}},
	{ID: "C4", Text: "no RPATH; RUNPATH `$ORIGIN` only with dynamic dependencies", Rows: []string{"binary/rpath"}},
	{ID: "C5", Text: "no segment is writable and executable", Rows: []string{"binary/segments"}},
	{ID: "C6", Text: "build-id, and debug information split off by it", Rows: []string{"binary/build-id", "binary/stripped", "binary/debug-file"}},
	{ID: "C7", Text: "no path of the build machine", Rows: []string{"binary/paths"}},
	{ID: "C8", Text: "the linker is recorded", Rows: []string{"binary/linker"}},
	{ID: "C9", Text: "the header declares every export", Rows: []string{"header/declares"}},
	{ID: "C10", Text: "a second dlopen does nothing", Rows: []string{"load/second-dlopen"}},
	{ID: "C11", Text: "user C code of the library keeps its own sigaction, mmap and pthread_create", Tests: []string{"tests/shim/load/load_test.go:TestUserCodeIsPlain"}},
	{ID: "C12", Text: "signals that the host blocks stay blocked on every thread", Rows: []string{"signals/stray", "signals/signalfd", "signals/sigwaitinfo"}, Tests: []string{"tests/shim/load/load_test.go:TestOurs"}},
	{ID: "C13", Text: "faults cost the same with 100 copies as with one", Tests: []string{"tests/shim/coexist/coexist_test.go:TestAsManyCopiesAsLoad"}},
	{ID: "C14", Text: "a stock library that is loaded later: what heals, and what cannot", Tests: []string{"tests/shim/coexist/coexist_test.go:TestThreadsHealAfterRecheck"}},
	{ID: "C15", Text: "a Go program as host", Tests: []string{"tests/shim/coexist/coexist_test.go:TestGoProgramAsHost"}},
	{ID: "C16", Text: "what is fatal in Go is fatal, and how the process ends", Tests: []string{"tests/shim/handbook/ends_test.go:TestEnds"}},
	{ID: "C17", Text: "NULL and absurd lengths are a status", Rows: []string{"errors/null-output", "errors/null-input", "errors/sizes"}},
	{ID: "C18", Text: "counters of what C owns return to zero", Rows: []string{"lifecycle/counters", "vectors/leaks"}},
	{ID: "C19", Text: "calls from threads that die while others call", Tests: []string{"tests/shim/load/load_test.go:TestThreadsComeAndGo"}},
	{ID: "C20", Text: "environment, working directory, umask and locale are as before", Rows: []string{"env/variables", "env/folder", "env/locale"}},
	{ID: "C21", Text: "findings of the Go closure are shown", Rows: []string{"built/findings"}},
	{ID: "C22", Text: "the fallback that is in force is named", Rows: []string{"built/load"}, Tests: []string{"tests/shim/load/fallback_test.go:TestFallbackOfRules"}},
	{ID: "C23", Text: "what is logged goes to the host's sink; where there is none, to standard error", Rows: []string{"lifecycle/log"}, Tests: []string{"runtime_shim/lifecycle/log_test.go:TestHandlerWithoutHost", "tests/faults/faults_test.go:TestFaults"}},
}
