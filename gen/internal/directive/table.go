package directive

// Entry describes a directive for readers.
type Entry struct {
	Name    string
	Grammar string
	On      string // what it stands above
	Text    string
	Example string // Go code
}

// Table has every directive, in the order of the documentation.
var Table = []Entry{
	{"library", "//cshared:library [name=NAME] [prefix=PREFIX] [version=VERSION]", "the package clause",
		"What the package is built into: lib`NAME`.so, the start of the package's names in C, and a semantic version. " +
			"`cshared gen` takes from here what its flags do not say. A rule needs all of it before it reads sources, so there the two must agree.",
		"// Package calc adds.\n//\n//cshared:library name=calc prefix=calc_ version=1.2.3\npackage calc\n"},
	{"export", "//cshared:export", "functions, methods, types, constants",
		"The declaration becomes part of the C API. Types in the signatures of exported functions follow by themselves. " +
			"A method that an embedded field promotes has no declaration to mark: write one that calls it.",
		"// Add adds.\n//\n//cshared:export\nfunc Add(a, b int32) (int32, error)\n"},
	{"rename", "//cshared:rename NAME", "what has //cshared:export",
		"The name in C, behind the prefix; for a type also the first part of the names of its methods and constants. " +
			"A type or a constant that follows from what is exported can have one without //cshared:export.",
		"//cshared:export\n//cshared:rename parse\nfunc ParseText(text string) (*Document, error)\n"},
	{"borrow", "//cshared:borrow PARAMETER…", "functions and methods",
		"Go sees the caller's memory of these parameters (string, []byte, slices) instead of a copy, and must not keep or change it after the call. A function is called during the call only.",
		"//cshared:export\n//cshared:borrow values\nfunc Mean(values []float64) (float64, error)\n"},
	{"batch", "//cshared:batch", "functions and methods whose results have a fixed size",
		"A second C function, `_batch`, takes an array of calls, each a struct of inputs, outputs and status: one crossing for all. An error or a panic costs one item. All items of a method are calls of one object.",
		"//cshared:export\n//cshared:batch\nfunc Distance(x, y float64) (float64, error)\n"},
	{"serialize", "//cshared:serialize DOMAIN", "functions and methods",
		"Functions with the same domain never run at once, whatever threads call them: for code that is not safe for threads. A call waits for the one that runs. One from within (Go calls C, which calls the library) returns EDEADLK. Calls of Go code by Go code do not count, and two domains that call each other can deadlock. C functions that Go calls get into a domain by the attribute `serialize` of go_cshared_library; there a call from within runs at once.",
		"//cshared:export\n//cshared:serialize solver\nfunc Solve(size int) (float64, error)\n"},
	{"panics", "//cshared:panics errno|poison|abort", "functions and methods",
		"What a panic does: a status for the caller (errno), a status for the caller and for every later call of the library (poison), or the end of the process (abort). The policy of all others is an attribute of the rule, `panics`, or a flag of `cshared gen`.",
		"//cshared:export\n//cshared:panics abort\nfunc (l *Ledger) Commit() error\n"},
	{"infallible", "//cshared:infallible", "functions and methods without an error, with at most one result",
		"The C function returns the result itself. A panic ends the process.",
		"//cshared:export\n//cshared:infallible\nfunc Half(x float64) float64\n"},
	{"allow", "//cshared:allow FINDING REASON…", "the line of a finding, or the line above it",
		"Accepts a finding of gen/FINDINGS.md, in any package of the Go closure.",
		"//cshared:allow os.Getenv the host sets it before it loads us\nlevel := os.Getenv(\"CALC_LOG\")\n"},
}

// A Crossing says how values of a Go type cross between C and Go.
type Crossing struct {
	Go, In, Out, Owner string
}

// Crossings are all types that can, in the order of the documentation. calc_ stands for the prefix.
var Crossings = []Crossing{
	{"`bool`", "`bool x`", "`bool *result`", byValue},
	{"`int8` to `int64`, `uint8` to `uint64`", "`int8_t x` to `uint64_t x`", "`int8_t *result` to `uint64_t *result`", byValue},
	{"`int`, `uint`, `uintptr`", "`int64_t x`, `uint64_t x`, `uintptr_t x`", "`int64_t *result`, `uint64_t *result`, `uintptr_t *result`", byValue},
	{"`float32`, `float64`", "`float x`, `double x`", "`float *result`, `double *result`", byValue},
	{"`time.Duration`", "`int64_t x`", "`int64_t *result`", byValue + "; nanoseconds"},
	{"`time.Time`", "`calc_time x`", "`calc_time *result`", byValue + "; seconds and nanoseconds since 1970, UTC"},
	{"integer type `Unit` with exported constants", "`calc_unit x`", "`calc_unit *result`", byValue + "; the constants follow"},
	{"another named type of the basic types above", "as that type", "as that type", byValue},
	{"struct `Point`, all fields exported and of a fixed size (those above but `time.Time`, arrays of them, such structs)", "`calc_point x`", "`calc_point *result`", byValue},
	{"`string`, and named types of it", "`const char *x, size_t x_size`", "`char **result, size_t *result_size`", sized + "; results have a NUL behind them"},
	{"`[]byte`", "`const uint8_t *x, size_t x_size`", "`uint8_t **result, size_t *result_size`", sized},
	{"`[]T`, `...T` (parameters), T of a fixed size: as for fields of structs, but no arrays", "`const int32_t *x, size_t x_count`", "`int32_t **result, size_t *result_count`", sized},
	{"`*Store` of any named type that is no interface", "`calc_store *x`", "`calc_store **result`", "an opaque handle: in, it stays the caller's; out, the caller's until `calc_store_free`. A stale or foreign one is a status"},
	{"method of `*Store`, or of a value of no fixed size", "`calc_store *store` first", "–", "as a handle"},
	{"function, a parameter: named type `Visit`, or `func(x int32) error`", "`calc_visit_fn x, void *x_user, void (*x_destroy)(void *user)`", "–", "kept by Go until it has no more use for it, or until `calc_callback_remove`; then `x_destroy` is called. With `//cshared:borrow`: called during the call only, and there is no `x_destroy`. An error is a status, and a C++ exception an error"},
	{"`context.Context`, a parameter", "`calc_context *x`", "–", "made by `calc_context_new`, the caller's until `calc_context_free`; `calc_context_cancel` may be called from a signal handler. NULL never ends"},
	{"`iter.Seq[T]`, `<-chan T`; `iter.Seq2[K, V]`", "–", "`calc_t_iterator **iterator`; `calc_k_v_iterator **iterator`", "the caller's until `calc_t_iterator_close`; `calc_t_iterator_next` gives the next value, or END_OF_STREAM"},
	{"`error`, the last result", "–", "the `calc_status` of the call, and `calc_error **err`", "the caller's until `calc_error_free`"},
}

const (
	byValue = "copied"
	sized   = "in: copied, or with `//cshared:borrow` seen for the call; out: the caller's until `calc_free`"
)
