package catalogue

// Work while the library is being loaded, and the comments that accept findings.
const inInitWords = " in a `func init` or in the initialiser of a package variable"

var loadRows = []Row{{
	ID: "init-goroutine", Weight: Surprises, Title: "goroutines from the load on",
	Text:   "`{use}` starts a goroutine while the library is being loaded, before the host has asked for anything",
	Why:    "Packages are initialised on a thread of the runtime while dlopen returns. A host that forks, drops privileges or calls close_range after it has loaded its libraries meets threads and descriptors that it does not know of.",
	Fix:    "start it at the first exported call, with sync.Once, or in an exported function",
	Raised: "a `go` statement" + inInitWords,
}, {
	ID: "init-wait", Weight: Breaks, Title: "the first call waits",
	Text: "`{use}` waits while the library is being loaded: every call of the host hangs until it is over, and none can report that it failed",
	Why:  "dlopen returns before the packages are initialised, and each exported function waits for the end of it, without a time limit.",
	Fix:  "do it at the first exported call, with sync.Once and an error, or in an exported function",
	Uses: []Use{
		inInit("Sleep", "time"),
		inInit("Dial DialTimeout DialTCP DialUDP DialUnix LookupHost LookupIP LookupAddr", "net"),
		inInit("Get Head Post PostForm ListenAndServe ListenAndServeTLS Serve", "net/http"),
	},
	Raised: "receiving from a channel, or a `select` without `default`," + inInitWords,
}, {
	ID: "init-main-thread", Weight: Breaks, Title: "init does not run on the main thread",
	Text: "`{use}` in an initialiser does not tie anything to the main thread: the packages of a library are initialised on a thread of the runtime",
	Why:  "In a program init runs on the first thread. In a library the runtime starts a thread of its own for it, and the main thread stays the host's.",
	Fix:  "document on which thread of the host a function must be called; it runs on the caller's thread",
	Uses: []Use{inInit("LockOSThread", "runtime")},
}, {
	ID: "c-constructor", Weight: Breaks, Title: "C code that runs before Go",
	Text:   "`{use}` runs this function while dlopen is at work, before the Go runtime has started: if it calls an export, dlopen never returns",
	Why:    "Constructors of C run before or beside the initialiser of the Go runtime, and an exported function waits for the end of that one (https://go.dev/issue/26184, https://go.dev/issue/42190). Only C code of Go packages is looked at.",
	Fix:    "initialise at the first call, with pthread_once; if the function calls no export, accept it",
	Raised: "the attribute `constructor` in the comment above `import \"C\"`, or in a C or C++ file of a Go package",
}, {
	ID: "bad-allow", Weight: Breaks, Title: "a comment that accepts nothing",
	Text:   "`{use}` accepts nothing: it must be `//cshared:allow <id> <reason>` with an id of gen/FINDINGS.md",
	Why:    "A misspelt id would leave the finding, and a reason is what the next reader needs.",
	Fix:    "write the id of the finding, then why it does no harm here",
	Raised: "a comment that starts with `//cshared:allow` but has no known id or no reason",
}}
