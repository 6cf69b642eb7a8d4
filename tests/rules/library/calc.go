// Command calc is the smallest raw library: the subject of the rules' own tests.
package main

import "C"

// Adds two numbers.
//
//export calc_add
func calc_add(a, b C.int) C.int { return a + b }

// Returns a constant: safe to call at any time.
//
//export calc_answer
func calc_answer() C.int { return 42 }

func main() {}
