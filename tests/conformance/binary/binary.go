// Package binary checks the file itself: nothing is executed. Each check is a function of the
// artefact alone.
package binary

import (
	"fmt"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// Check judges one line of the contract.
type Check func(*artefact.Artefact) verdict.Verdict

// Checks returns the check of each id of the group.
func Checks() map[string]Check {
	return map[string]Check{
		"binary/symbols":        symbols,
		"binary/prefix":         prefix,
		"binary/c-names":        cNames,
		"binary/symbol-version": symbolVersion,
		"binary/soname":         soname,
		"binary/file":           fileName,
		"binary/nodelete":       nodelete,
		"binary/symbolic":       symbolic,
		"binary/relro":          relro,
		"binary/now":            now,
		"binary/exec-stack":     execStack,
		"binary/textrel":        textrel,
		"binary/segments":       segments,
		"binary/rpath":          rpath,
		"binary/static-tls":     staticTLS,
		"binary/needed":         needed,
		"binary/glibc-floor":    glibcFloor,
		"binary/build-id":       buildID,
		"binary/buildinfo":      buildInfo,
		"binary/stripped":       stripped,
		"binary/debug-file":     debugFile,
		"binary/paths":          paths,
		"binary/linker":         linker,
	}
}

const shownNames = 10

// few lists at most shownNames items, and says how many there are in all.
func few(items []string) string {
	if len(items) <= shownNames {
		return strings.Join(items, ", ")
	}
	return fmt.Sprintf("%s, … (%d in all)", strings.Join(items[:shownNames], ", "), len(items))
}

func quoted(items []string) string {
	if len(items) == 0 {
		return "none"
	}
	q := make([]string, len(items))
	for i, item := range items {
		q[i] = fmt.Sprintf("%q", item)
	}
	return strings.Join(q, ", ")
}
