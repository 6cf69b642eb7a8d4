/* What loading a library changes in its host, and what calls into it change.
 *
 * This part has no functions to call: it is linked into every library, `cshared-gen divert` makes the
 * Go runtime's own calls of libc lead to it, and no symbol of it is visible. Calls that C and C++ code
 * of the same library makes, cgo code of the user included, go to libc as ever.
 *
 * Everything not in this table (masks of host threads, handlers and their flags, environment, working
 * directory, umask, locale, floating-point mode, a host's own alternate stack) is as before.
 *
 *   changed                     policy "quiet" (default)               policy "go" (the stock runtime)
 *   SIGURG, SIGSEGV, SIGBUS,    our dispatcher; what is the host's     the same, so that runtimes can
 *   SIGFPE, SIGPIPE             reaches its handler (coexist.h). An    live together; an ignored SIGPIPE
 *                               ignored SIGPIPE stays ignored, in      gets a handler, so children do
 *                               children too                           not inherit it
 *   broken outputs              a write of Go to a broken descriptor   a write to 1 or 2 ends the
 *                               is an error, 1 and 2 too (until Go     process by SIGPIPE
 *                               code asks for SIGPIPE and resets it)
 *   other handlers              nothing                                SA_ONSTACK is added
 *   SIGPROF                     only while a CPU profile runs, then    the same
 *                               as before, flags included; SIG_IGN if
 *                               it was SIG_DFL, as one more may be on
 *                               its way. Go starts ITIMER_PROF anew,
 *                               and stops it at the end
 *   mask of a calling thread    ILL, TRAP, BUS, FPE, SEGV, URG are     also STKFLT, CHLD, PROF, and the
 *                               unblocked from its first call until    first real-time signal (34)
 *                               it ends; libc's own 32 and 33 too
 *   mask of runtime threads     everything is blocked but these:       that of the thread that loads,
 *                               no signal for the process lands        without these
 *                               there. Children that a goroutine
 *                               starts inherit this mask; those that
 *                               an exported call starts itself, the
 *                               caller's
 *   floating-point mode of      the default                            that of the creating thread
 *   runtime threads
 *   CPUs of runtime threads     those of the thread that loads; by option (`cpus` of the rule,
 *                               CSHARED_LOAD_AFFINITY_PROCESS) those of the process's main thread
 *   alternate stack             a thread without one has Go's 32 KiB   the same
 *                               from its first call until it ends
 *   RLIMIT_NOFILE               Go's value (hard - 1) during its       Go's value
 *                               initialisation; the host's again
 *                               during the first call, if it still is
 *                               Go's. Two system calls apart, not
 *                               atomic
 *   environment that Go sees    the host's of the moment of loading,   the one that the process started
 *                               copied                                 with
 *   preemption                  a thread that makes short calls stays preemptible: the first call after
 *                               each SIGURG of the runtime costs 1 to 2 us more
 *
 * Fallback. Where `cshared-gen divert` does not know how this Go calls libc it leaves the archive as it
 * is, all of it, and says so (`shim` of go_cshared_library; go_cshared_test reports which one is in
 * force). Two constructors then take the place of the diverted calls, one before Go's and one behind it.
 * Of the table, policy "quiet":
 *
 *   holds                       the five signals with the dispatcher, also next to other libraries; an
 *                               ignored SIGPIPE; flags of other handlers; mask and floating-point mode
 *                               of the thread that loads; no signal for the process lands on runtime
 *                               threads, but for those below; floating-point mode of the runtime
 *                               threads that the load starts
 *   does not: masks             callers and runtime threads also unblock STKFLT, CHLD, PROF and 34: a
 *                               SIGCHLD for signalfd can land there, an unhandled 34 can end the process
 *   does not: os/signal,        Go's handler takes the place of the host's, which gets nothing
 *   CPU profiles                meanwhile, and comes back without its own flags. What one library
 *                               takes, another one of ours loses
 *   does not: floating point    a runtime thread that starts during a call has the mode of who called
 *   does not: environment,      as with policy "go"
 *   broken outputs
 *   does not: RLIMIT_NOFILE     Go's value from its initialisation on; the host may set its own again
 *                               after its first call
 *   does not: preemption        a thread that makes short calls can lose it for good, as with a stock
 *                               library
 *   does not: options           CSHARED_LOAD_CPU_PROFILE changes nothing (SIGPROF is unblocked);
 *                               CSHARED_LOAD_AFFINITY_PROCESS neither
 *
 * Constructors with a priority, and those of C++ code that is linked between the archive and the shim
 * (what the Go package's cgo code depends on; `deps` come behind), run with all signals blocked and the
 * default floating-point mode; threads that they start keep both. With policy "go" only the dispatcher
 * is left. The shim has to be linked behind the archive, as the rules do: before it, nothing holds.
 *
 * Options, at compile time of the shim:
 *   CSHARED_LOAD_SIGNALS_GO        policy "go"
 *   CSHARED_LOAD_CPU_PROFILE       leaves SIGPROF unblocked: without it CPU profiles have no samples of
 *                                  threads that block it, which are the runtime's
 *   CSHARED_LOAD_AFFINITY_PROCESS  see the table
 *
 * Leans on internals of Go 1.21 to 1.26, and checks itself:
 *   which object calls sigaction, pthread_create…      at build; otherwise the fallback
 *   runtime.sigtable, by names and flags of entries    at load; otherwise the mask of callers is
 *                                                      repaired after their first call, but runtime
 *                                                      threads then unblock CHLD, STKFLT and 34, and
 *                                                      broken outputs are as with policy "go"
 *   _rt0_amd64_lib_argv, _rt0_arm64_lib_argv           at load, by the number of arguments; otherwise
 *                                                      the environment is as with policy "go"
 *   runtime.tlsg, runtime.text, runtime.etext          at build; otherwise the fallback
 *   runtime.godebugDefault                             else only GODEBUG of the environment counts
 *
 * Sanitizers, in the shim and in the host; Go code has none. Under AddressSanitizer (with its default
 * handle_segv) and UndefinedBehaviorSanitizer all of this holds. ThreadSanitizer delays signals, so Go code
 * is preempted at calls only, as with a stock library: a loop without calls lets a collection wait. It
 * also has its own sigaction, so the kernel does not have the handlers that C code asks for. valgrind's
 * memcheck reports errors inside Go's runtime, with a stock library too, but none of the shim.
 *
 * Limits. Handlers that the host installs after load are not seen: coexist.h says what that means.
 * signal.Ignore(SIGURG) in Go ends preemption in that library alone. Per thread 10 bytes of static TLS,
 * 16 with alignment.
 * linux/amd64 and linux/arm64, glibc; arm64 is compiled, not run. */
#ifndef CSHARED_LOAD_H
#define CSHARED_LOAD_H

#endif
