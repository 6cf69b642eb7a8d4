// Command runner is what go_cshared_test runs. It reads the JSON file that CSHARED_TEST_CONFIG
// names, prints a table, and ends with 0 when nothing failed, 1 when something did, and 2 when the
// test itself is set up wrongly.
package main

import (
	"os"

	"github.com/gocshared/rules_go_cshared/tests/conformance"
)

func main() {
	os.Exit(conformance.Main(os.Getenv, os.Stdout, os.Stderr))
}
