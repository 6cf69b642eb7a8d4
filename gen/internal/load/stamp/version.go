package stamp

import (
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/outfile"
)

// semVer is the grammar of https://semver.org, version 2.0.0.
var semVer = regexp.MustCompile(`^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)` +
	`(-(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?` +
	`(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$`)

// Version fills in the stamp keys of a version, and checks the result. `label` is the target, `files` are
// the status files.
func Version(label, written string, files []string) (string, []diag.Diagnostic) {
	status := Status{}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			return written, []diag.Diagnostic{diag.New(diag.UnreadableInput, label, diag.Args{"file": path, "why": outfile.Why(err)})}
		}
		status.Add(string(data))
	}
	version, unknown := status.Expand(written)
	known := "no keys"
	if keys := status.Keys(); len(keys) > 0 {
		known = strings.Join(keys, ", ")
	}
	var problems []diag.Diagnostic
	for _, key := range unknown {
		problems = append(problems, diag.New(diag.UnknownStampKey, label, diag.Args{"version": written, "key": key, "known": known}))
	}
	if len(unknown) == 0 && !semVer.MatchString(version) {
		resolved := ""
		if version != written {
			resolved = fmt.Sprintf(", which is %q in this build,", version)
		}
		problems = append(problems, diag.New(diag.BadVersion, label, diag.Args{"version": written, "resolved": resolved}))
	}
	return version, problems
}
