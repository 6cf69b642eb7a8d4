package catalogue

// Work while the library is being loaded, and the comments that accept findings.
const inInitWords = " in a `func init` or in the initialiser of a package variable"

var loadRows = []Row{{
	ID: "init-goroutine", Weight: Surprises, Title: "goroutines from the load on",
	Text:   "`{use}` starts a goroutine while the library is being loaded, before the host has asked for anything",
	Why:    "Packages are initialised on a thread of the runtime while dlopen returns. A host that forks, drops privileges or calls close_range after it has loaded its libraries meets threads and descriptors that it does not know of.",
	Fix:    "start it at the first exported call, with sync.Once, or in an exported function",
	Uses:   []Use{inInit("WaitGroup.Go", "sync")},
	Raised: "a `go` statement" + inInitWords,
}, {
	ID: "init-wait", Weight: Breaks, Title: "the first call waits",
	Text: "`{use}` waits while the library is being loaded: every call of the host hangs until it is over, and none can report that it failed",
	Why:  "dlopen returns before the packages are initialised, and each exported function waits for the end of it, without a time limit.",
	Fix:  "do it at the first exported call, with sync.Once and an error, or in an exported function",
	Uses: []Use{
		inInit("Sleep", "time"),
		inInit("WaitGroup.Wait Cond.Wait", "sync"),
		inInit("Dial DialTimeout DialIP DialTCP DialUDP DialUnix Dialer.Dial Dialer.DialContext "+
			"LookupAddr LookupCNAME LookupHost LookupIP LookupMX LookupNS LookupSRV LookupTXT "+
			"ResolveIPAddr ResolveTCPAddr ResolveUDPAddr", "net"),
		inInit("Dial DialWithDialer Dialer.Dial Dialer.DialContext", "crypto/tls"),
		inInit("Get Head Post PostForm ListenAndServe ListenAndServeTLS Serve ServeTLS "+
			"Client.Do Client.Get Client.Head Client.Post Client.PostForm "+
			"Server.ListenAndServe Server.ListenAndServeTLS Server.Serve Server.ServeTLS", "net/http"),
	},
	Raised: "receiving from a channel, or a `select` without `default`," + inInitWords,
}, {
	ID: "init-listen", Weight: Surprises, Title: "sockets from the load on",
	Text: "`{use}` opens a socket while the library is being loaded: the host meets a port and a descriptor that it has not asked for, and a failure cannot be told to it",
	Why:  "dlopen has no way to report that a port is taken, and the socket stays open as long as the process lives: a library of Go is never unloaded.",
	Fix:  "listen at the first exported call, with sync.Once and an error, or in an exported function",
	Uses: []Use{
		inInit("Listen ListenIP ListenMulticastUDP ListenPacket ListenTCP ListenUDP ListenUnix ListenUnixgram "+
			"ListenConfig.Listen ListenConfig.ListenPacket", "net"),
		inInit("Listen", "crypto/tls"),
	},
}, {
	ID: "runtime.LockOSThread", Weight: Surprises, Title: "keeps a thread for ever",
	Text: "`{use}` without runtime.UnlockOSThread in the same function ties its thread to one goroutine: the runtime ends that thread, with all that C code keeps in thread-local storage, when the goroutine ends",
	Why:  "A thread that is locked at the end of its goroutine may have been changed, so the runtime throws it away (documentation of runtime.LockOSThread). PR_SET_PDEATHSIG of children counts the end of the thread, and tracers, C libraries with one thread of their own and the host's count of threads meet it, too. An exported call is locked to the caller's thread already.",
	Fix:  "write `defer runtime.UnlockOSThread()` behind it; in an exported function leave both out",
	Uses: []Use{{Package: "runtime", Names: []string{"LockOSThread"}, Where: Unpaired}},
	Pair: "runtime.UnlockOSThread",
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
