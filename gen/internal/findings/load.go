package findings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/findings/scan"
	"github.com/gocshared/rules_go_cshared/gen/manifest"
)

// parseReport reads the report of `cshared-gen divert`. Its first line says so if the runtime's calls
// could not be told apart, and constructors do what they can instead.
func parseReport(report string) (*manifest.Load, error) {
	load := &manifest.Load{Diversion: manifest.Complete, Aliases: map[string]bool{}}
	for line := range strings.Lines(report) {
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "fallback constructors:"):
			load.Diversion = manifest.Constructors
			load.Why = strings.TrimSpace(strings.TrimPrefix(line, "fallback constructors:"))
		case len(fields) == 4 && fields[0] == "alias":
			load.Aliases[fields[1]] = fields[3] == "present"
		case len(fields) == 4 && fields[0] == "divert":
			// Complete, or divert would have failed.
		case len(fields) == 4 && fields[0] == "serialize":
			// parseSerialize reads it.
		case len(fields) == 2 && fields[0] == "entries":
			// The direct ways into Go, which only a generated API uses.
		default:
			return nil, fmt.Errorf("the report of cshared-gen divert has an unknown line %q", line)
		}
	}
	return load, nil
}

// parseSerialize returns the C functions of each domain that Go calls one at a time; nil if there are none.
func parseSerialize(report string) map[string][]string {
	var domains map[string][]string
	for line := range strings.Lines(report) {
		fields := strings.Fields(line)
		if len(fields) != 4 || fields[0] != "serialize" {
			continue
		}
		if domains == nil {
			domains = map[string][]string{}
		}
		domains[fields[1]] = append(domains[fields[1]], fields[2])
	}
	for _, functions := range domains {
		slices.Sort(functions)
	}
	return domains
}

func position(f scan.Finding) string { return fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column) }
