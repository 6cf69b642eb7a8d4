package expect

const (
	goPolicy = "signals = \"go\" leaves this to the Go runtime: "
	fallback = "the fallback is in force (`load` of the manifest: diversion constructors), with which "
	noTable  = "the table of signals was not found (`load` of the manifest), so "
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
		return noTable + text
	}
	return ""
}

// guarantees are the weaker ones, by what is in force; "" is no weaker one.
type guarantees struct{ goPolicy, constructors, noTable string }

const (
	more       = "SIGSTKFLT, SIGCHLD, SIGPROF and 34 may be unblocked, too"
	moreOfOwn  = "SIGSTKFLT, SIGCHLD, SIGPROF and 34 may be unblocked, too, on threads of the library"
	everyOfOwn = "its threads unblock what the host did when it loaded, and " + more
	brokenPipe = "an ignored SIGPIPE gets a handler, and programs that the host executes do not ignore it"
	openFiles  = "RLIMIT_NOFILE may be Go's value"
)

var weaker = map[string]guarantees{
	"masks/open":                  {everyOfOwn, more, moreOfOwn},
	"masks/blocked":               {more, more, moreOfOwn},
	"masks/blocked-after-load":    {everyOfOwn, more, moreOfOwn},
	"masks/other-threads":         {more, more, ""},
	"signals/handled":             {"SA_ONSTACK is added to other handlers", "", ""},
	"signals/ignored":             {brokenPipe, "", ""},
	"signals/ignored-in-children": {brokenPipe, "", ""},
	"limits/resources":            {openFiles, openFiles, ""},
}

// Weaker names the guarantee that a check asserts in place of the one of the default policy, "" if it is that one.
func (l Library) Weaker(id string) string {
	reason, text := "", ""
	switch {
	case !l.quiet():
		reason, text = goPolicy, weaker[id].goPolicy
	case l.constructors():
		reason, text = fallback, weaker[id].constructors
	case !l.sigtable():
		reason, text = noTable, weaker[id].noTable
	}
	if text == "" {
		return ""
	}
	return reason + text
}
