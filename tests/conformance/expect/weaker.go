package expect

import "github.com/gocshared/rules_go_cshared/gen/manifest"

const (
	goPolicy = "signals = \"go\" leaves this to the Go runtime: "
	fallback = "the fallback is in force (`load` of the manifest: diversion constructors), with which "
)

// Skip says why a check has nothing to ask of this library, "" if it has.
func (l Library) Skip(id string) string {
	switch id {
	case "signals/stray":
		if !l.quiet() {
			return goPolicy + "its threads take any signal for the process that the loading thread did not block"
		}
	case "signals/signalfd":
		return l.either("a SIGCHLD that the host blocks is unblocked on threads that call")
	case "signals/rtmin":
		return l.either("an unhandled signal 34 that the host blocks ends the process")
	}
	return ""
}

func (l Library) either(text string) string {
	if !l.quiet() {
		return goPolicy + text
	}
	if l.constructors() {
		return fallback + text
	}
	if !l.sigtable() {
		return "the table of signals was not found (`load` of the manifest), so " + text
	}
	return ""
}

// Weaker names the guarantee that a check asserts in place of the one of the default policy, "" if it is that one.
func (l Library) Weaker(id string) string {
	text, ok := map[string]string{
		"masks/open":               "STKFLT, CHLD, PROF and 34 may be unblocked, too",
		"masks/blocked":            "STKFLT, CHLD, PROF and 34 may be unblocked, too",
		"masks/blocked-after-load": "STKFLT, CHLD, PROF and 34 may be unblocked, too",
		"limits/resources":         "RLIMIT_NOFILE may be Go's value",
	}[id]
	switch {
	case !ok:
		return ""
	case !l.quiet():
		return goPolicy + text
	case l.constructors():
		return fallback + text
	case l.manifest.Load != nil && l.manifest.Load.Diversion == manifest.Complete && !l.sigtable() && id != "limits/resources":
		return "the table of signals was not found (`load` of the manifest), so " + text
	}
	return ""
}
