// Package calls prints the program by which go_cshared_test calls a generated library: a table of its
// functions, for the checks of tests/conformance/host/calls, and the test vectors that the library's owner
// wrote (VECTORS.md). All it knows of the library is abi.json.
package calls
