package main

import "C"

// Adds two numbers.
//
//export hello_add
func hello_add(a, b C.int) C.int { return a + b }

// Returns a constant; safe to call at any time.
//
//export hello_answer
func hello_answer() C.int { return 42 }

func main() {}
