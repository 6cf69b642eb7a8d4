// Command cshared-vet runs the analyzer of gen/hygiene for the go command:
//
//	go vet -vettool=$(go tool -n cshared-vet) ./...
//
// Its flags are -cshared.allow and -cshared.cpu-profile; see gen/FINDINGS.md.
package main

import (
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/gocshared/rules_go_cshared/gen/hygiene"
)

func main() { unitchecker.Main(hygiene.Analyzer) }
