// Command two has nothing of the runtime shim in its Go code.
package main

import "C"

// Returns a constant: safe to call at any time.
//
//export two_answer
func two_answer() C.int { return 2 }

func main() {}
