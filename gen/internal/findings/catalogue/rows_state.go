package catalogue

// State that all of the process shares.
var stateRows = []Row{{
	ID: "os.Chdir", Weight: Surprises, Title: "changes the host's working directory",
	Text: "`{use}` changes the working directory or the root of the whole process, so relative paths of the host lead elsewhere",
	Why:  "The kernel has one of each for all threads of a process.",
	Fix:  "use absolute paths, os.Root or openat",
	Uses: append(uses("Chdir File.Chdir", "os"), uses("Chdir Fchdir Chroot", "syscall", unix)...),
}, {
	ID: "os.Getenv", Weight: Surprises, Title: "sees the environment of the start",
	Text: "`{use}` sees the environment that the process was started with: what the host sets with setenv or putenv is missing",
	Why:  "The runtime reads the strings behind argv once, at load; it never calls getenv of the C library (https://go.dev/issue/44108).",
	Fix:  "take settings through an exported function",
	Uses: uses("Getenv LookupEnv Environ ExpandEnv", "os"),
}, {
	ID: "os.Setenv", Weight: Surprises, Title: "changes the host's environment",
	Text: "`{use}` calls setenv or unsetenv of the C library, which may crash a thread of the host that reads its environment at that time",
	Why:  "With cgo every change is made in C's environment, too. getenv of C takes no lock and may return a pointer into what setenv just freed.",
	Fix:  "keep settings in Go variables; for a child set the field Env of exec.Cmd",
	Uses: append(uses("Setenv Unsetenv Clearenv", "os"), uses("Setenv Unsetenv Clearenv", "syscall", unix)...),
}, {
	ID: "syscall.Dup2", Weight: Surprises, Title: "replaces descriptors of the host",
	Text: "`{use}` replaces a descriptor by its number: with 0, 1 or 2 it redirects the standard streams of the host",
	Why:  "All threads of a process share one table of descriptors.",
	Fix:  "duplicate to a free number: unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 3)",
	Uses: uses("Dup2 Dup3", "syscall", unix),
}, {
	ID: "syscall.Setrlimit", Weight: Surprises, Title: "changes the host's limits",
	Text: "`{use}` changes limits of the whole process, which children of the host inherit",
	Why:  "A soft RLIMIT_NOFILE above 1024 breaks hosts and children that use select.",
	Fix:  "leave limits to the host, and document what the library needs",
	Uses: append(uses("Setrlimit", "syscall"), uses("Setrlimit Prlimit", unix)...),
}, {
	ID: "syscall.Setuid", Weight: Surprises, Title: "changes the host's identity",
	Text: "`{use}` changes user or group of the whole process",
	Why:  "In programs with cgo these functions call the C library, which makes the change on every thread.",
	Fix:  "leave the identity to the host",
	Uses: uses("Setuid Setgid Seteuid Setegid Setreuid Setregid Setresuid Setresgid Setgroups", "syscall", unix),
}, {
	ID: "syscall.Umask", Weight: Surprises, Title: "changes the host's umask",
	Text: "`{use}` changes the umask of the whole process: files that other threads make at that time get other permissions",
	Why:  "The kernel has one umask for all threads of a process, and no way to read it without setting it.",
	Fix:  "give new files their permissions with Chmod or Fchmod",
	Uses: uses("Umask", "syscall", unix),
}}
