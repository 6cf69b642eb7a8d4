// Package main is a library as rules_go makes it, which checks load beside the library under test.
package main

import _ "github.com/gocshared/rules_go_cshared/tests/conformance/probe"

func main() {}
