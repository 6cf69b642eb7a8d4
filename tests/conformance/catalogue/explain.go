package catalogue

import (
	"fmt"
	"strings"
)

// Explanation is for who has a library and no knowledge of linkers or of Go's runtime.
type Explanation struct {
	Why   string // what it costs the host of a library that fails
	Flags string // what mends it at the link
	Fix   string // what else does; "": with Flags nothing is needed, without only a link of our own mends it
}

// Explain returns what is known about a row beside the catalogue.
func Explain(id string) Explanation { return explanations[id] }

const ownLink = "build it with go_cshared_library, or as `cshared gen` prints it"

// Remedy says how the owner of the library gets there.
func (e Explanation) Remedy() string {
	var ways []string
	if e.Flags != "" {
		ways = append(ways, fmt.Sprintf("link with %s (go build -buildmode=c-shared -ldflags='-extldflags=%[1]s')", e.Flags))
	}
	if e.Fix != "" {
		ways = append(ways, e.Fix)
	}
	if e.Why != "" && ways == nil {
		return ownLink
	}
	return strings.Join(ways, "; ")
}

// Text explains a row whole.
func (c Check) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\n", c.ID, c.Title)
	e := Explain(c.ID)
	if e.Why != "" {
		fmt.Fprintf(&b, "%s\n\n", e.Why)
	}
	fmt.Fprintf(&b, "- measured: %s\n- expected: %s\n", c.Measured, c.Expected)
	if remedy := e.Remedy(); remedy != "" {
		fmt.Fprintf(&b, "- fix: %s\n", remedy)
	}
	switch c.Kind {
	case Report:
		b.WriteString("- a report, which never fails\n")
	case Probe:
		b.WriteString("- runs on a twin of the library, which go_cshared_test builds from its sources\n")
	}
	if c.Thorough {
		b.WriteString("- takes long, and runs only on request\n")
	}
	return b.String()
}
