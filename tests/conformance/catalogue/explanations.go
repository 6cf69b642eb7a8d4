package catalogue

import "maps"

// explanations has the rows that can fail for any library. A test sees to it for the groups that are whole.
var explanations = with(map[string]Explanation{
	"binary/symbols": {
		Why:   "Names beside the API are bound by whoever comes first: two Go libraries, or a host with a `fatalf` of its own, then call into each other.",
		Flags: "-Wl,--version-script=EXPORTS.map",
		Fix:   "the script is `{ global: NAME; NAME; local: *; };`; or " + ownLink,
	},
	"binary/prefix": {
		Why: "All libraries of a process share one space of names, so a name without a prefix is one that another library may have, too.",
		Fix: "rename the exports, and hide what is not yours to name",
	},
	"binary/c-names": {
		Why: "A name that C or its library owns takes the place of the real one, in the host and in every other library.",
		Fix: "rename the exports, and hide what is not yours to name",
	},
	"binary/symbol-version": {
		Why: "Versions of symbols keep two generations of a library apart in one process; symbols outside of the one node are not kept apart.",
		Fix: "put all exports in the one node of the version script",
	},
	"binary/soname": {
		Why:   "Without a SONAME a program that links the library records the path of the link, and looks for the file there when it starts.",
		Flags: "-Wl,-soname,libNAME.so.MAJOR",
	},
	"binary/file": {
		Why: "Packagers and `ldconfig` go by the name of the file, its SONAME and how both belong together.",
		Fix: "name the file lib<name>.so.<version>",
	},
	"binary/nodelete": {
		Why:   "A Go runtime cannot be stopped: after dlclose its threads and signal handlers would run in memory that is no longer there.",
		Flags: "-Wl,-z,nodelete",
	},
	"binary/symbolic": {
		Why:   "Without it the symbols of another Go library take the place of this one's, and its runtime works on the state of the other.",
		Flags: "-Wl,-Bsymbolic",
	},
	"binary/relro": {
		Why:   "The tables of addresses stay writable, and are what an attacker overwrites.",
		Flags: "-Wl,-z,relro",
	},
	"binary/now": {
		Why:   "Functions are looked up at their first call: a missing one ends the process in the middle of the work instead of failing the load, and the table stays writable.",
		Flags: "-Wl,-z,relro,-z,now",
	},
	"binary/exec-stack": {
		Why:   "The load makes the stacks of the whole process executable, or fails where the system forbids that.",
		Flags: "-Wl,-z,noexecstack",
	},
	"binary/textrel": {
		Why:   "The loader must write to code: hardened systems refuse that, and processes no longer share those pages.",
		Flags: "-Wl,-z,text",
		Fix:   "compile all C code with -fPIC",
	},
	"binary/segments": {
		Why: "Memory that is writable and executable at once is what an attacker looks for; hardened systems refuse to load it.",
		Fix: "find the object whose section has the flags \"awx\", or the option -N of the linker",
	},
	"binary/rpath": {
		Why: "The path of a build machine is searched for libraries on the machine of the host, by whoever can write there.",
		Fix: "link without -rpath, or with one that begins with $ORIGIN",
	},
	"binary/static-tls": {
		Why: "All libraries that are loaded late share some 1600 bytes of static thread-local storage; then dlopen fails, for the one that comes last.",
		Fix: "use less __thread data in the C code, or compile it with -ftls-model=global-dynamic",
	},
	"binary/needed": {
		Why: "Each library that it asks for must be on the machine of the host, or the load fails.",
		Fix: "link without it, or statically",
	},
	"binary/glibc-floor": {
		Why: "On a system with an older glibc the load fails.",
		Fix: "link against the sysroot of the oldest system that you support",
	},
	"binary/build-id": {
		Why:   "Debuggers, profilers and crash reports find the debug information by it.",
		Flags: "-Wl,--build-id=sha1",
	},
	"binary/buildinfo": {
		Why: "Scanners for vulnerabilities and who reads a crash report learn from it which Go is in the process.",
		Fix: "keep the section .go.buildinfo: strip and objcopy --strip-all do",
	},
	"binary/stripped": {
		Why: "The debug information is most of the file, and is shipped and mapped with it; it belongs into a file of its own.",
		Fix: "objcopy --only-keep-debug FILE FILE.debug, then strip FILE; or go build -ldflags='-s -w'",
	},
	"binary/debug-file": {
		Why: "A debugger takes a debug file by its build-id; one of another link shows wrong lines.",
		Fix: "split both from one link",
	},
	"binary/paths": {
		Why: "Paths of the build machine make every build different, and tell strangers the names of users and projects.",
		Fix: "go build -trimpath -ldflags='-s -w', and -ffile-prefix-map for C code",
	},
	"binary/linker": {
		Why: "What was tested with one linker is not known of another.",
		Fix: "leave out the -fuse-ld of the C++ tool chain",
	},
	"header/guard": {
		Why: "Without a guard a second #include does not compile, a guard with a reserved name may be the compiler's own, and without extern \"C\" C++ looks for other names.",
		Fix: "the header of a stock build cannot be mended: wrap it by one of your own, or " + ownLink,
	},
	"header/generated": {
		Why: "Reviewers and linters take it for written by hand, and changes are lost at the next build.",
		Fix: "put the line `/* Code generated by … DO NOT EDIT. */` at its top",
	},
	"header/declares": {
		Why: "What is not declared cannot be called from C, or is called with types that are guessed.",
		Fix: "declare it, or do not export it",
	},
	"load/dlopen": {
		Why: "Hosts that load the library fail, hang, or end.",
		Fix: "the line above says how; a constructor of C code that calls Go, or an init that ends the process, are the usual causes",
	},
	"load/exports-resolve": {
		Why: "A host that looks up the function gets nothing, or that of another library.",
		Fix: "export it from this library",
	},
	"load/first-call": {
		Why: "The first call waits for the initialisation of all Go packages: one that blocks, panics or exits shows there.",
		Fix: "do less in init functions of Go",
	},
	"load/late-thread": {
		Why: "Servers call from threads that started long after the load.",
		Fix: "keep nothing of the loading thread in thread-local variables of C",
	},
	"load/exited-thread": {
		Why: "Plugins are often loaded by a worker thread that ends soon after.",
		Fix: "keep nothing of the loading thread in thread-local variables of C",
	},
	"load/second-dlopen": {
		Why: "Hosts open a library once for each plugin that needs it; a second start would be a second set of threads and handlers.",
		Fix: "start threads at the first call only, and once",
	},
	"load/dlclose": {
		Why:   "Hosts that unload plugins crash some time later, in threads and handlers whose code is gone.",
		Flags: "-Wl,-z,nodelete",
	},
	"load/racing-calls": {
		Why: "In a server the first requests come at once, on many threads.",
		Fix: "let what the first call makes be made once, by sync.Once or pthread_once",
	},
	"load/copies": {
		Why: "Plugins of two vendors may each bring a copy, and must not meet.",
		Fix: "export nothing but the API, and link with -Wl,-Bsymbolic; or " + ownLink,
	},
	"load/main-never-runs": {
		Why: "A host has a main of its own; that of a library would read its flags, and end it by os.Exit.",
		Fix: "build it with -buildmode=c-shared or c-archive, whose main is never run, and call main from nowhere",
	},
	"load/flags": {
		Why: "A host decides how it loads: Python globally, a server lazily.",
		Fix: "link with -Wl,-Bsymbolic,-z,now, and hide what is no API",
	},
	"load/small-stack": {
		Why: "Plugins are loaded by threads of pools, which often have small stacks.",
		Fix: "need less stack in constructors of C code",
	},
	"load/clashing-names": {
		Why: "A host may have a function of any name, and then it, or the library, calls the wrong one.",
		Fix: "hide all but the API by a version script, and link with -Wl,-Bsymbolic",
	},
}, hostExplanations)

func with(all, more map[string]Explanation) map[string]Explanation {
	maps.Copy(all, more)
	return all
}
