/* Several Go runtimes in one process.
 *
 * A Go runtime takes SIGURG (by which it preempts its goroutines), SIGSEGV, SIGBUS, SIGFPE (from
 * which it makes panics) and SIGPIPE for itself. A stock library that is loaded second takes them from
 * the first, whose goroutines then cannot be preempted: a collection there lasts as long as the
 * longest loop without calls. Libraries built by us share one dispatcher instead: the first one
 * becomes the leader, the others find it through an ELF note and register with it. The cost of a
 * signal does not grow into a chain of handlers.
 *
 *   who gets a signal
 *     SIGURG           every runtime that the thread belongs to; the host's handler if the signal did
 *                      not come from this process's own tgkill, which is how runtimes send it. A host
 *                      that sends SIGURG to its own threads with pthread_kill does not get it.
 *     SIGSEGV, SIGBUS,
 *     SIGFPE           a fault: the runtime whose code faulted, else those that the thread belongs to,
 *                      else the host's handler as it was before; with SIG_DFL the process ends by that
 *                      signal with the true program counter. Sent by kill or raise: the host's.
 *     SIGPIPE          as a fault. If the host ignores it, no handler is installed at all.
 *     other signals    untouched, until Go code asks for one with os/signal, or profiles: then every
 *                      library that asked, and the host's handler if it had one. When the last one
 *                      stops, the host's action is back with its flags and mask.
 *
 *   which orders of loading work
 *     ours, any number of them, in any order                          yes
 *     stock libraries, or a Go program as host, before ours           yes, healed by our being loaded
 *     a stock library after ours                                      after cshared_coexist_recheck, or
 *                                                                     when the next one of ours loads
 *     the same, in a host that links //runtime_shim:host_sigaction    yes, from the start
 *   Threads of the stock runtime that lost a signal before that stay unpreemptible: Go remembers that
 *   it has sent one. Threads of ours are healed at their next call.
 *
 *   //runtime_shim:host_sigaction
 *     A sigaction that the host exports, and that a stock library finds before libc's. While a library of
 *     ours is loaded, a handler of another Go runtime is registered with the dispatcher instead of being
 *     installed: at load, and later for os/signal and profiles, where it then is as one of ours in the
 *     table above. All other calls go on to the next sigaction: a sanitizer's, a preloaded library's,
 *     libc's. To be linked into the program itself, whose linkopts export the symbol.
 *     It does nothing for a library in another namespace (dlmopen) or opened with RTLD_DEEPBIND, and in a
 *     static program. The flag SA_ONSTACK that a stock library adds to handlers of the host stays.
 *
 *   what a host can do wrong
 *     A handler for SIGSEGV, SIGBUS or SIGFPE installed after load without chaining to the one that
 *     was there: nil dereferences in Go are the host's from then on. One that chains is fine, with
 *     SA_SIGINFO and SA_ONSTACK. A handler for SIGURG installed after load stops preemption until the
 *     next cshared_coexist_recheck, which passes the host's own SIGURG on to it.
 *
 *   limits
 *     Libraries in another namespace (dlmopen) do not see each other. GODEBUG=asyncpreemptoff=1: no
 *     runtime is given SIGURG. One CPU profile at a time: the timer belongs to the process. A foreign
 *     runtime's faults after load are found by asking it; one loaded before us is the host's action.
 *     linux/amd64 and linux/arm64; only amd64 has been run. */
#ifndef CSHARED_COEXIST_H
#define CSHARED_COEXIST_H

#ifdef __cplusplus
extern "C" {
#endif

/* For hosts: gives the dispatcher back the signals that a stock Go library has taken since. Call it
 * after loading one, before calling it. Links into the host, not into a library (target
 * //runtime_shim:coexist).
 *
 * Out `taken` (may be NULL): how many signals were taken back.
 * Returns 0, or ENOENT if no library of ours is loaded.
 * Threads: any, not in a signal handler. Owns nothing. */
int cshared_coexist_recheck(int *taken);

#ifdef __cplusplus
}
#endif

#endif
