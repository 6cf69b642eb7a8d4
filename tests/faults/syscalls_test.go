package faults

import "strings"

// A refusal is a system call that a sandbox does not let through: it gives ENOSYS from before load on.
type refusal struct {
	calls   string
	happens string
	end     string
	before  string   // which step does not come to its end, "" for none
	but     []string // statuses of others
	// complaint is part of standard error.
	complaint string
}

var refusals = []refusal{
	{calls: "membarrier", happens: "All works: nobody calls it.", end: "exit 0"},
	{calls: "clone3", happens: "All works: the C library takes clone.", end: "exit 0"},
	{calls: "prctl, prlimit64, sched_getaffinity, madvise, munmap, sched_yield, nanosleep, clock_nanosleep, fcntl, pipe2, getrandom", happens: "All works.", end: "exit 0"},
	{calls: "rt_sigaction", happens: "Calls work, without Go's handlers: a nil dereference that Go would have recovered ends the process. Snapshots of signals have the status `ENOSYS`.", end: "signal 11", before: "recover", but: []string{"snapshot ENOSYS"}},
	{calls: "tgkill", happens: "Calls work. The router has the status `ENOSYS`.", end: "exit 0", but: []string{"router ENOSYS"}},
	{calls: "getdents64", happens: "Snapshots of signals have the status `ENOSYS`.", end: "exit 0", but: []string{"snapshot ENOSYS"}},
	{calls: "eventfd2", happens: "`fatal error: runtime: eventfd failed` at the first timer or connection of Go.", end: "signal 6", before: "sleep", complaint: "fatal error: runtime: eventfd failed"},
	{calls: "epoll_create1", happens: "`fatal error: runtime: netpollinit failed` at the first timer or connection of Go.", end: "signal 6", before: "sleep", complaint: "fatal error: runtime: netpollinit failed"},
	{calls: "epoll_ctl", happens: "`fatal error: runtime: epollctl failed`, the same.", end: "signal 6", before: "sleep", complaint: "fatal error: runtime: epollctl failed"},
	{calls: "epoll_pwait", happens: "`fatal error: runtime: netpoll failed`, the same.", end: "signal 6", before: "sleep", complaint: "fatal error: runtime: netpoll failed"},
	{calls: "rseq", happens: "The C library ends the process, as its first thread has it already.", end: "signal 6", before: "answer", complaint: "Fatal glibc error: rseq registration failed"},
	{calls: "futex", happens: "The process ends, in the C library or in Go, which get there in any order.", end: "signal 6 or signal 11 or signal 3", before: "answer", complaint: "futex"},
	{calls: "rt_sigprocmask, sigaltstack", happens: "Go ends the process by a fault, without a word.", end: "signal 11", before: "answer"},
}

// faultsOf are the refusals of a row, one for each call.
func faultsOf(r refusal) []fault {
	var made []fault
	for call := range strings.SplitSeq(r.calls, ", ") {
		said := does(all, r.but...)
		if r.before != "" {
			steps, _, _ := strings.Cut(all, " "+r.before)
			said = until(steps, r.but...)
		}
		made = append(made, fault{
			what: call, end: r.end, steps: "deny=" + call + ":ENOSYS " + all,
			said: said, complaint: r.complaint, meanwhile: r.before == "answer",
		})
	}
	return made
}
