package catalogue

import "slices"

// Signals are the host's. What the dispatcher makes of os/signal: runtime_shim/include/cshared/coexist.h.
var signalRows = []Row{{
	ID: "signal.Ignore", Weight: Breaks, Title: "ignores signals for the whole process",
	Text: "`{use}` ignores signals for the whole process: handlers of the host no longer run and its children inherit it; of SIGURG it ends the preemption of goroutines",
	Why:  "A disposition belongs to the process. SIGURG is the signal by which the runtime interrupts goroutines for the garbage collector; without arguments Ignore takes it, too.",
	Fix:  "leave dispositions to the host; to be told of signals use SubscribeSignals of runtime_shim/cshared",
	Uses: uses("Ignore", "os/signal"),
}, {
	ID: "signal.Notify", Weight: Surprises, Title: "takes signals from the host",
	Text: "`{use}` takes signals from the host: their default action, such as to end at SIGTERM, no longer happens, and a signalfd or sigwait of the host may miss them",
	Why:  "os/signal installs a handler for the process and unblocks the signal on a runtime thread, so the kernel may deliver it there although all threads of the host block it. A handler that the host had before is still called.",
	Fix:  "let the host tell the library, or use SubscribeSignals of runtime_shim/cshared",
	Uses: uses("Notify NotifyContext Reset", "os/signal"),
}, {
	ID: "syscall.Kill", Weight: Surprises, Title: "sends signals",
	Text: "`{use}` sends a signal: to the own process it is the host's, whose handler or default action answers",
	Why:  "A library has no process of its own; os.Getpid is the host's.",
	Fix:  "send signals only to children of the library; to stop it, export a function",
	Uses: slices.Concat(uses("Kill", "syscall"), uses("Kill Tgkill", unix), uses("Process.Kill Process.Signal", "os")),
}, {
	ID: "cpu-profile", Weight: Breaks, Title: "profiles are empty",
	Text: "`{use}` makes CPU profiles without samples of runtime threads, because these block SIGPROF",
	Why:  "With `signals = \"quiet\"` no signal of the process lands on runtime threads. net/http/pprof serves such profiles.",
	Fix:  "set cpu_profile = True",
	Uses: append(append(uses("StartCPUProfile", "runtime/pprof"), uses("SetCPUProfileRate", "runtime")...),
		Use{Package: "net/http/pprof", Where: Import}),
	Except: CPUProfile,
}}
