package catalogue

import "slices"

// What ends, replaces or describes the process, which is the host's.
var processRows = []Row{{
	ID: "os.Exit", Weight: Breaks, Title: "ends the host",
	Text: "`{use}` ends the process of the host at once, without its atexit handlers and without writing out its stdio buffers",
	Why:  "os.Exit is the system call exit_group. C's exit, which a host counts on for its own cleaning up, never runs (https://go.dev/issue/20713).",
	Fix:  "return an error, and let the host decide",
	Uses: uses("Exit", "os", "syscall", unix),
}, {
	ID: "log.Fatal", Weight: Breaks, Title: "ends the host after a line of log",
	Text: "`{use}` ends the process of the host at once, without its atexit handlers and without writing out its stdio buffers",
	Why:  "It is os.Exit(1) behind a line on stderr.",
	Fix:  "return an error, and let the host decide",
	Uses: uses("Fatal Fatalf Fatalln Logger.Fatal Logger.Fatalf Logger.Fatalln", "log"),
}, {
	ID: "flag.Parse", Weight: Breaks, Title: "reads the host's command line",
	Text: "`{use}` reads the command line of the host, and ends its process with code 2 at the first flag that it does not know",
	Why:  "In a library os.Args is the argv of the process, and flag.CommandLine is made with flag.ExitOnError.",
	Fix:  "take settings through an exported function, or parse a list of your own with flag.NewFlagSet(name, flag.ContinueOnError)",
	Uses: uses("Parse", "flag", "github.com/spf13/pflag"),
}, {
	ID: "os.Args", Weight: Surprises, Title: "is the host's command line",
	Text: "`{use}` is the command line of the host, not one of the library",
	Why:  "The loader of glibc hands argc and argv of the process to the initialisers of every library; with another C library it is empty.",
	Fix:  "take settings through an exported function; for the path of the program use os.Executable",
	Uses: uses("Args", "os"),
}, {
	ID: "os/exec", Weight: Surprises, Title: "starts children of the host",
	Text: "`{use}` starts a child of the host: from a goroutine it inherits a mask that blocks nearly every signal, SIGTERM included, and a host that waits for any child takes its exit status",
	Why:  "Runtime threads block all signals of the process (`signals = \"quiet\"`), and execve keeps the mask; a child that an exported call starts itself has the caller's. waitpid(-1) of the host, or SIGCHLD set to SIG_IGN, makes Wait fail with ECHILD (https://go.dev/issue/26172).",
	Fix:  "let the host start the program, or start it from the goroutine of the exported call, and take ECHILD of Wait for an unknown exit status",
	Uses: append(append(uses("Command CommandContext", "os/exec"), Use{"os/exec", []string{"Cmd"}, Literal}),
		append(uses("StartProcess", "os", "syscall"), uses("ForkExec", "syscall")...)...),
}, {
	ID: "syscall.Exec", Weight: Breaks, Title: "replaces the host",
	Text: "`{use}` replaces the program of the host by another one",
	Why:  "execve keeps the process and drops all that runs in it, threads of the host included.",
	Fix:  "start a child instead, or let the host do it",
	Uses: uses("Exec", "syscall", unix),
}, {
	ID: "stdout", Weight: Surprises, Title: "writes to the host's descriptors 1 and 2",
	Text: "`{use}` writes to descriptor 1 or 2, which is the host's terminal, its protocol or any file that it opened; if the reader is gone, SIGPIPE ends the process",
	Why:  "Package os raises SIGPIPE when a write to os.Stdout or os.Stderr gives EPIPE, even where the host ignores that signal. The default loggers of package log and of log/slog write to os.Stderr, the built-in print and println to descriptor 2.",
	Fix:  "hand text to a callback or a writer of the host; for a logger: log.New or slog.New with that writer",
	Uses: slices.Concat(uses("Print Printf Println", "fmt"), uses("Print Printf Println Panic Panicf Panicln Output", "log"),
		uses("Debug DebugContext Error ErrorContext Info InfoContext Log LogAttrs Warn WarnContext", "log/slog"),
		uses("Stdout Stderr", "os")),
	Raised: "the built-in `print` and `println`",
}, {
	ID: "func-main", Weight: Surprises, Title: "main never runs",
	Text:   "`{use}` has a body, which never runs in a library",
	Why:    "The runtime initialises the packages of a c-archive and does not call main.main. Nothing else is found inside it.",
	Fix:    "leave it empty: func main() {}; move what must happen into an exported function",
	Raised: "a `func main` of package main that is not empty",
}}
