package ir

import (
	"regexp"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
)

var goodPrefix = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*_$`)

// takenPrefixes belong to POSIX, to cgo and to our own runtime parts.
var takenPrefixes = map[string]string{
	"posix_":   "POSIX reserves it",
	"pthread_": "POSIX reserves it",
	"sem_":     "POSIX reserves it",
	"sched_":   "POSIX reserves it",
	"mq_":      "POSIX reserves it",
	"aio_":     "POSIX reserves it",
	"timer_":   "POSIX reserves it",
	"clock_":   "POSIX reserves it",
	"atomic_":  "C reserves it",
	"cshared_": "it is the prefix of the runtime parts in every library made by these rules",
}

// ValidatePrefix says what is wrong with the prefix, nothing if there is none.
func (l *Library) ValidatePrefix() []diag.Diagnostic {
	if l.Prefix == "" {
		return nil
	}
	why := prefixProblem(l.Prefix)
	if why == "" {
		return nil
	}
	return []diag.Diagnostic{diag.New(diag.BadPrefix, l.Label, diag.Args{
		"prefix": l.Prefix, "why": why, "suggestion": l.SuggestPrefix(),
	})}
}

func prefixProblem(prefix string) string {
	switch {
	case !IsIdentifier(prefix):
		return "it is not a C identifier"
	case strings.HasPrefix(prefix, "_"):
		return "C reserves names that start with an underscore"
	case strings.ToLower(prefix) != prefix:
		return "upper case is kept for macros"
	case !strings.HasSuffix(prefix, "_"):
		return "it does not end in an underscore"
	case strings.Contains(prefix, "__"):
		return "C++ reserves names with two underscores in a row"
	}
	return takenPrefixes[prefix]
}

// SuggestPrefix returns a good prefix that is near to the one given, or to the name.
func (l *Library) SuggestPrefix() string {
	base := l.Prefix
	if base == "" {
		base = l.Name
	}
	try := Library{Name: base}
	suggestion := strings.ToLower(try.MacroPrefix()) + "_"
	if takenPrefixes[suggestion] != "" || try.MacroPrefix() == "LIB" {
		suggestion = strings.ToLower((&Library{Name: "my_" + l.Name}).MacroPrefix()) + "_"
	}
	return suggestion
}
