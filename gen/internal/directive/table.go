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
	{"export", "//cshared:export", "functions, methods, types, constants",
		"The declaration becomes part of the C API. Types in the signatures of exported functions follow by themselves.",
		"// Add adds.\n//\n//cshared:export\nfunc Add(a, b int32) (int32, error)\n"},
	{"rename", "//cshared:rename NAME", "what has //cshared:export",
		"The name in C, behind the prefix; for a type also the first part of the names of its methods and constants.",
		"//cshared:export\n//cshared:rename parse\nfunc ParseText(text string) (*Document, error)\n"},
	{"borrow", "//cshared:borrow PARAMETER…", "functions and methods",
		"Go sees the caller's memory of these parameters (string, []byte, slices) instead of a copy. It must not keep or change it after the call.",
		"//cshared:export\n//cshared:borrow values\nfunc Mean(values []float64) (float64, error)\n"},
	{"panics", "//cshared:panics errno|poison|abort", "functions and methods",
		"What a panic does: a status for the caller (errno), a status for the caller and for every later call of the library (poison), or the end of the process (abort).",
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
	{"`error`, the last result", "–", "the `calc_status` of the call, and `calc_error **err`", "the caller's until `calc_error_free`"},
}

const (
	byValue = "copied"
	sized   = "in: copied, or with `//cshared:borrow` seen for the call; out: the caller's until `calc_free`"
)
