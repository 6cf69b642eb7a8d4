package foreign

import (
	"regexp"
	"slices"
)

// What a stock link leaks beside the API: names of Go's runtime and of cgo, and marks of the linker.
var leaks = regexp.MustCompile(`^(?:_?_?cgo(?:exp)?_.*|_cgo.*|x_cgo_.*|x_crosscall.*|crosscall.*|_rt0_.*|fatalf|setg_gcc|` +
	`(?:runtime|type|go|main)[.:].*|_edata|_end|__bss_start|_init|_fini|__TMC_END__|__data_start)$`)

// withoutLeaks returns the names that can be meant as an API.
func withoutLeaks(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), leaks.MatchString)
}
