package ir

// Panics are what a panic can do: give the caller a status, give all later calls one too, or end the process.
var Panics = []string{"errno", "poison", "abort"}
