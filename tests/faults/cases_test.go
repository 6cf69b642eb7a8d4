package faults

import "strings"

// A fault is a row of the handbook's table, and what the host in the folder host does to see it.
type fault struct {
	// The fault, what happens then, and how the process ends.
	what, happens, end string

	start string // what the library's own start does: FAULTS_INIT
	steps string
	// said is what the host says of its steps, from the first to the last.
	said []string
	// complaint is part of standard error, which else is empty.
	complaint string
	// meanwhile: a thread of Go ends the process while dlopen returns, so the host may say less.
	meanwhile bool
	// limited: the steps need a limit of the kernel that not every user is under. Elsewhere they are skipped.
	limited bool
}

// all is what a library can do, and what the host then says.
const all = "load answer sleep=20 collect allocate=1000000 text=5000 random open=/dev/null steps=10 router domain primitives snapshot recover stats shutdown"

// does is what the host says of steps that are all right; but are the ones that are not.
func does(steps string, but ...string) []string {
	var said []string
	for step := range strings.FieldsSeq(steps) {
		name, _, _ := strings.Cut(step, "=")
		line := name + " ok"
		if name == "stats" {
			line = "stats 0"
		}
		for _, b := range but {
			if strings.HasPrefix(b, name+" ") {
				line = b
			}
		}
		said = append(said, line)
	}
	return append(said, "end")
}

// until is what the host says when it ends after these steps.
func until(steps string, but ...string) []string {
	said := does(steps, but...)
	return said[:len(said)-1]
}

var faults = []fault{
	{
		what: "none", happens: "All works.", end: "exit 0",
		steps: all, said: does(all),
	},

	// Memory. Where Go is to go on, it first gets more threads than it needs: each new one takes memory, too.
	{
		what: "1 MB of address space is free at load", happens: "dlopen fails.", end: "exit 0",
		steps: "memory=1 load", said: []string{"load failed to map segment from shared object"},
	},
	{
		what: "300 MB of address space are free at load", happens: "dlopen returns, and then `fatal error: failed to reserve page summary memory`.", end: "exit 2",
		steps: "memory=300 load answer", said: until("load"), complaint: "fatal error: failed to reserve page summary memory",
		meanwhile: true,
	},
	{
		what: "2 GB of address space are free at load", happens: "All works.", end: "exit 0",
		steps: "memory=2000 " + all, said: does(all),
	},
	{
		what: "no memory for Go in a call", happens: "`fatal error: out of memory`: Go has no error for it.", end: "signal 6",
		steps: "load answer sleep=20 collect memory=1 allocate=200000000", said: until("load answer sleep collect"), complaint: "fatal error: out of memory",
	},
	{
		what: "no memory for the result of a call", happens: "The status `ENOMEM`; when there is memory again, calls work.", end: "exit 0",
		steps: "load block=20 unblock sleep=20 text=80000000 collect memory=1 text=80000000 answer all_again text=80000000 stats",
		said:  append(append(until("load block unblock sleep text collect"), "text ENOMEM: Cannot allocate memory"), does("answer text stats")...),
	},
	{
		what: "no memory for a thread of the shim (router, domain)", happens: "The status `EAGAIN`; calls work.", end: "exit 0",
		steps: "load block=20 unblock sleep=20 collect memory=1 router domain answer all_again router domain stats",
		said:  append(until("load block unblock sleep collect router domain answer", "router EAGAIN", "domain EAGAIN"), does("router domain stats")...),
	},

	// Threads. What the kernel says at the limit of a user (ulimit -u) and of a cgroup (pids.max); limits_test.go has
	// the real limit of a user in its place.
	{
		what: "no more threads (`ulimit -u`, `pids.max`) at load", happens: "`pthread_create failed`, within dlopen.", end: "signal 6",
		steps: "deny=clone+clone3:EAGAIN load", said: nil, complaint: "pthread_create failed: Resource temporarily unavailable",
	},
	{
		what: "no more threads when calls of Go block in the kernel", happens: "`runtime/cgo: pthread_create failed`.", end: "signal 6",
		steps: "load answer sleep=20 collect deny=clone+clone3:EAGAIN block=20", said: until("load answer sleep collect"), complaint: "runtime/cgo: pthread_create failed: Resource temporarily unavailable",
	},
	{
		what: "no more threads when Go has idle ones", happens: "All works that needs no further one: Go keeps its threads. Router and domains have the status `EAGAIN`.", end: "exit 0",
		steps: "load answer block=20 unblock sleep=20 collect deny=clone+clone3:EAGAIN answer sleep=20 collect allocate=1000000 block=5 unblock router domain stats shutdown",
		said:  does("load answer block unblock sleep collect answer sleep collect allocate block unblock router domain stats shutdown", "router EAGAIN", "domain EAGAIN"),
	},

	// Descriptors.
	{
		what: "no descriptor is free at load", happens: "dlopen fails.", end: "exit 0",
		steps: "descriptors=0 load", said: []string{"load cannot open shared object file: Too many open files"},
	},
	{
		what: "one descriptor is free at load", happens: "All works that needs no descriptor.", end: "exit 0",
		steps: "descriptors=1 load answer collect allocate=1000000 text=5000 steps=10 domain primitives stats",
		said:  does("load answer collect allocate text steps domain primitives stats"),
	},
	{
		what: "no descriptor is free at the first timer, connection or random number of Go", happens: "`fatal error: runtime: netpollinit failed`: Go needs two then.", end: "signal 6",
		steps: "load answer descriptors=0 sleep=20", said: until("load answer"), complaint: "fatal error: runtime: netpollinit failed",
	},
	{
		what: "no descriptor is free later", happens: "Timers work; what opens one has the status `EMFILE`, and works when there is one again.", end: "exit 0",
		steps: "load answer sleep=20 descriptors=0 sleep=20 collect open=/dev/null router snapshot domain all_again open=/dev/null router snapshot stats shutdown",
		said: append(until("load answer sleep sleep collect open router snapshot domain", "open EMFILE: open /dev/null: too many open files", "router EMFILE", "snapshot EMFILE"),
			does("open router snapshot stats shutdown")...),
	},
	{
		what: "all descriptors from 3 on are closed after the first timer", happens: "`fatal error: runtime: netpoll failed`.", end: "signal 6",
		steps: "load answer sleep=20 close_all sleep=20", said: until("load answer sleep"), complaint: "fatal error: runtime: netpoll failed",
	},
	{
		what: "all descriptors from 3 on are closed before load", happens: "All works.", end: "exit 0",
		steps: "close_all " + all, said: does(all),
	},

	// Outputs.
	{
		what: "the disk of standard error is full", happens: "What Go logs without a sink is lost; a write of Go has the status `ENOSPC`.", end: "exit 0",
		steps: "load stderr=/dev/full log=x print=x answer shutdown", said: does("load log print answer shutdown", "log ENOSPC: no space left on device", "print ENOSPC: write /dev/stderr: no space left on device"),
	},
	{
		what: "standard error is a pipe that nobody reads", happens: "The same, with `EPIPE`.", end: "exit 0",
		steps: "load stderr=broken log=x print=x answer shutdown", said: does("load log print answer shutdown", "log EPIPE: broken pipe", "print EPIPE: write /dev/stderr: broken pipe"),
	},
	{
		what: "standard error is closed", happens: "The same, with `EBADF`.", end: "exit 0",
		steps: "stderr=closed load log=x print=x answer shutdown", said: does("load log print answer shutdown", "log EBADF: bad file descriptor", "print EBADF: write /dev/stderr: bad file descriptor"),
	},
	{
		what: "the disk of the host's log sink is full", happens: "The host sees it, the library does not.", end: "exit 0",
		steps: "load sink=/dev/full log=x answer shutdown", said: []string{"load ok", "sink ok", "sink ENOSPC", "log ok", "answer ok", "shutdown ok", "end"},
	},

	// The start of the Go code.
	{
		what: "an init of Go takes its time", happens: "dlopen returns at once, the first call waits for the end of init.", end: "exit 0",
		steps: "slow_load answer", said: []string{"load ok", "first call waited", "answer ok", "end"},
	},
	{
		what: "an init of Go never ends", happens: "dlopen returns, the first call waits for ever: the host has to have a limit of its own, as here an alarm.", end: "signal 14",
		start: "blocks", steps: "load alarm=1 answer", said: until("load"),
	},
	{
		what: "an init of Go panics", happens: "dlopen returns, and then the panic and its stack stand on standard error.", end: "signal 6",
		start: "panics", steps: "load answer", said: until("load"), complaint: "panic: init boom",
		meanwhile: true,
	},
	{
		what: "an init of Go calls os.Exit(7)", happens: "dlopen returns, and then the process ends.", end: "exit 7",
		start: "exits", steps: "load answer", said: until("load"),
		meanwhile: true,
	},

	// A sandbox that is there when the process starts; syscalls_test.go has those that come later.
	{
		what: "a sandbox refuses rseq (ENOSYS) from the start of the process on", happens: "All works: the C library does without.", end: "exit 0",
		steps: "deny=rseq:ENOSYS exec " + all, said: does(all),
	},

	// Another process.
	{
		what: "another process with the library is killed (SIGKILL) in a call", happens: "Its descriptors are closed, shared memory is as far as it got, no lock of the library is in it: this process loads and works.", end: "exit 0",
		steps: "killed " + all, said: append([]string{"load ok", "killed signal 9", "written 512 of 1024"}, does(all)...),
	},
}
