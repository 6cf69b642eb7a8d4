// Package load tests what a library with the shim changes in its host. Every guarantee is tested on a
// stock library first, which has to break it: else the test could not fail.
package load

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/compile"
	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

func TestMain(m *testing.M) { fixture.Main(m) }

// guarantee is a case of the host, what the stock library does, and what ours does.
type guarantee struct {
	name  string
	of    string // the case of the host
	stock map[string]string
	ours  map[string]string
	// killed: the stock library gets the host killed.
	killed syscall.Signal
}

var guarantees = []guarantee{
	{
		name:  "signals for the process never land on runtime threads",
		of:    "stray",
		stock: map[string]string{"usr1": some, "term": some, "rt": some}, // 200 on a quiet machine
		ours:  map[string]string{"usr1": "0", "term": "0", "rt": "0"},
	},
	{
		name:  "a blocked SIGCHLD reaches signalfd",
		of:    "sigchld",
		stock: map[string]string{"sigchld": "0"},
		ours:  map[string]string{"sigchld": "50"},
	},
	{
		name:   "a blocked SIGRTMIN stays harmless",
		of:     "rtmin",
		killed: syscall.Signal(34),
		ours:   map[string]string{"alive": "1"},
	},
	{
		// ILL TRAP BUS FPE SEGV URG, and libc's 32 and 33; stock: also STKFLT CHLD PROF RTMIN.
		name:  "masks of callers and of runtime threads",
		of:    "masks",
		stock: map[string]string{"loader_mask": "0000000000000000", "lost": "00000003844184d8", "runtime_unblocked": "fffffffe7ffbfeff"},
		ours:  map[string]string{"loader_mask": "0000000000000000", "lost": "00000001804004d8", "runtime_unblocked": "00000000004004d8"},
	},
	{
		name:  "goroutines have the default floating-point mode",
		of:    "fp",
		stock: map[string]string{"goroutines": "3", "host_kept": "1"},
		ours:  map[string]string{"goroutines": "0", "host_kept": "1"},
	},
	{
		name:  "handlers of the host keep their flags",
		of:    "flags",
		stock: map[string]string{"owned": "5", "others_changed": "50"},
		ours:  map[string]string{"owned": "5", "others_changed": "0"},
	},
	{
		name:  "an ignored SIGPIPE stays ignored, in children too",
		of:    "sigpipe",
		stock: map[string]string{"ignored": "0", "go_write_errno": "32", "c_write_epipe": "1", "child_ignores": "0"},
		ours:  map[string]string{"ignored": "1", "go_write_errno": "32", "c_write_epipe": "1", "child_ignores": "1"},
	},
	{
		name:   "prints to a broken output are errors",
		of:     "print_default",
		killed: syscall.SIGPIPE,
		ours:   map[string]string{"stdout_errno": "32", "stderr_errno": "32"},
	},
	{
		name:   "prints to a broken output are errors, with SIGPIPE ignored",
		of:     "print_ignored",
		killed: syscall.SIGPIPE,
		ours:   map[string]string{"stdout_errno": "32", "stderr_errno": "32"},
	},
	{
		name:   "prints to a broken output are errors, and no matter of the host's handler",
		of:     "print_handled",
		killed: syscall.SIGPIPE,
		ours:   map[string]string{"stdout_errno": "32", "stderr_errno": "32", "host_saw": "0", "host_sees_its_own": "1"},
	},
	{
		name:  "Go has the environment of the moment of loading",
		of:    "environment",
		stock: map[string]string{"added": "0", "changed": "0", "removed": "0", "put": "0", "afterwards": "0", "host_kept": "1"},
		ours:  map[string]string{"added": "1", "changed": "1", "removed": "1", "put": "1", "afterwards": "0", "host_kept": "1"},
	},
	{
		name:  "Go has no environment if the host has none",
		of:    "no_environment",
		stock: map[string]string{"changed": "1"},
		ours:  map[string]string{"changed": "0"},
	},
	{
		name:  "os/signal and profiles give the host's action back",
		of:    "restored",
		stock: map[string]string{"received": "10", "host_received": "0", "usr1_restored": "0", "prof_restored": "0"},
		ours:  map[string]string{"received": "10", "host_received": "10", "usr1_restored": "1", "prof_restored": "1"},
	},
	{
		name:  "threads with short calls stay preemptible",
		of:    "stuck",
		stock: nil, // TestStockLosesPreemption: how many depends on the machine
		ours:  map[string]string{"stuck": "0"},
	},
}

// some stands for any number but 0: how often a stock library breaks a guarantee is up to the machine.
const some = "some"

func compare(t *testing.T, who string, r fixture.Result, want map[string]string) {
	t.Helper()
	if !r.Status.Exited() || r.Status.ExitStatus() != 0 {
		t.Errorf("%s: status %#x:\n%s", who, uint32(r.Status), r.Output)
	}
	for name, value := range want {
		if value == some && r.Values[name] != "" && r.Values[name] != "0" {
			continue
		}
		if r.Values[name] != value {
			t.Errorf("%s: %s is %q, want %q", who, name, r.Values[name], value)
		}
	}
}

// environment is what the hosts start with; some of their cases change it.
var environment = []string{"HOST_CHANGED=old", "HOST_REMOVED=old"}

func TestStock(t *testing.T) {
	lib, host := fixture.Stock(t), fixture.Host(t, "load/testdata/host.c")
	for _, g := range guarantees {
		if g.stock == nil && g.killed == 0 {
			continue
		}
		t.Run(g.name, func(t *testing.T) {
			r := fixture.Run(t, environment, host, lib, g.of)
			if g.killed != 0 {
				if !r.Status.Signaled() || r.Status.Signal() != g.killed {
					t.Errorf("status %#x, want death by signal %d", uint32(r.Status), g.killed)
				}
				return
			}
			compare(t, "stock", r, g.stock)
		})
	}
}

// losesPreemption fails if no thread loses preemption: how fast one does is up to the machine.
func losesPreemption(t *testing.T, host, lib string) {
	t.Helper()
	for _, limit := range []string{"3000", "10000", "30000"} {
		r := fixture.Run(t, []string{"STUCK_MS=" + limit}, host, lib, "stuck")
		if r.Values["stuck"] != "0" && r.Values["stuck"] != "" {
			return
		}
	}
	t.Error("no thread lost preemption: the fixture proves nothing")
}

func TestStockLosesPreemption(t *testing.T) {
	losesPreemption(t, fixture.Host(t, "load/testdata/host.c"), fixture.Stock(t))
}

// A signal that comes when the thread is on its way into Go, but not there yet, is lost like one that
// comes later, and has to be noticed. On its own that moment lasts some tens of nanoseconds.
func TestNoSignalIsMissedOnTheWayIn(t *testing.T) {
	host := fixture.Host(t, "load/testdata/host.c")
	window := func(name string, defines ...string) string {
		archive := fixture.Diverted(t) + "." + name + ".a"
		fixture.Command(t, "objcopy", "--redefine-sym", "cshared_load_crosscall2=window_crosscall2", fixture.Diverted(t), archive)
		part := fixture.Part{Object: fixture.Object(t, name, "load/testdata/window/window.c", defines...)}
		return fixture.Link(t, name, archive, fixture.Shim(t, "quiet"), "bfd", part)
	}
	losesPreemption(t, host, window("misses", "-DWINDOW_MISSES"))
	compare(t, "ours", fixture.Run(t, nil, host, window("window"), "stuck"), map[string]string{"stuck": "0"})
}

func TestOurs(t *testing.T) {
	host := fixture.Host(t, "load/testdata/host.c")
	for _, linker := range fixture.Linkers(t) {
		lib := fixture.Ours(t, linker, "quiet")
		for _, g := range guarantees {
			t.Run(linker+"/"+g.name, func(t *testing.T) {
				compare(t, "ours", fixture.Run(t, environment, host, lib, g.of), g.ours)
			})
		}
	}
}

// The rule links what the fixture links by hand.
func TestRules(t *testing.T) {
	lib := fixture.Rules(t)
	if lib == "" {
		t.Skip("the library is built by Bazel: run bazel test //tests/shim/load:load_test")
	}
	host := fixture.Host(t, "load/testdata/host.c")
	for _, g := range guarantees {
		t.Run(g.name, func(t *testing.T) { compare(t, "rules", fixture.Run(t, environment, host, lib, g.of), g.ours) })
	}
	if r := fixture.Run(t, nil, host, fixture.RulesVariant(t, "PROCESS_CPUS"), "affinity"); r.Values["numcpu"] != r.Values["cpus"] {
		t.Errorf("cpus = \"process\": Go has %s of %s CPUs", r.Values["numcpu"], r.Values["cpus"])
	}
	compare(t, "rules", fixture.Run(t, nil, host, lib, "limits"), map[string]string{"nofile": "512"})
	compare(t, "rules", fixture.Run(t, nil, host, lib, "user"), map[string]string{
		"sigaction": "1", "sigaction_urg": "1", "thread_mask_inherited": "1", "thread_rounding_inherited": "1", "mmap": "1",
	})
}

func TestDescriptorLimit(t *testing.T) {
	host := fixture.Host(t, "load/testdata/host.c")
	if r := fixture.Run(t, nil, host, fixture.Stock(t), "limits"); r.Values["nofile"] == "512" {
		t.Error("the stock library left the limit alone: the test proves nothing")
	}
	compare(t, "ours", fixture.Run(t, nil, host, fixture.Ours(t, "bfd", "quiet"), "limits"),
		map[string]string{"nofile": "512", "later_kept": "1"})
	compare(t, "ours", fixture.Run(t, nil, host, fixture.Ours(t, "bfd", "quiet"), "limits_between"),
		map[string]string{"nofile": "700"})
}

func TestRecover(t *testing.T) {
	for _, env := range [][]string{nil, {"GODEBUG=asyncpreemptoff=1"}} {
		r := fixture.Run(t, env, fixture.Host(t, "load/testdata/host.c"), fixture.Ours(t, "bfd", "quiet"), "recover")
		compare(t, "ours", r, map[string]string{"nil": "1", "nil_func": "1"})
	}
}

func TestThreadsComeAndGo(t *testing.T) {
	r := fixture.Run(t, nil, fixture.Host(t, "load/testdata/host.c"), fixture.Ours(t, "bfd", "quiet"), "threads")
	compare(t, "ours", r, map[string]string{"done": "1"})
}

// The user's own C code must not notice the shim. The fixture that does is the same library with
// every reference of the archive diverted, as --wrap would do.
func TestUserCodeIsPlain(t *testing.T) {
	host := fixture.Host(t, "load/testdata/host.c")
	want := map[string]string{"sigaction": "1", "sigaction_urg": "1", "thread_mask_inherited": "1", "thread_rounding_inherited": "1", "mmap": "1"}
	compare(t, "ours", fixture.Run(t, nil, host, fixture.Ours(t, "bfd", "quiet"), "user"), want)

	all := fixture.Diverted(t) + ".all.a"
	fixture.Command(t, "objcopy", "--redefine-sym", "sigaction=cshared_load_sigaction",
		"--redefine-sym", "pthread_create=cshared_load_pthread_create", fixture.Diverted(t), all)
	r := fixture.Run(t, nil, host, fixture.Link(t, "all", all, fixture.Shim(t, "quiet"), "bfd"), "user")
	for _, name := range []string{"thread_mask_inherited", "thread_rounding_inherited"} {
		if r.Values[name] != "0" {
			t.Errorf("with every reference diverted, %s is %q: the test proves nothing", name, r.Values[name])
		}
	}
}

func TestAffinityOption(t *testing.T) {
	host := fixture.Host(t, "load/testdata/host.c")
	if r := fixture.Run(t, nil, host, fixture.Stock(t), "affinity"); r.Values["cpus"] == "1" {
		t.Fatal("a machine with one CPU cannot show this")
	} else if r.Values["numcpu"] != "1" {
		t.Errorf("stock: numcpu is %q, want 1", r.Values["numcpu"])
	}
	r := fixture.Run(t, nil, host, fixture.Ours(t, "bfd", "affinity", "-DCSHARED_LOAD_AFFINITY_PROCESS"), "affinity")
	compare(t, "ours", r, map[string]string{"numcpu": r.Values["cpus"]})
}

func TestPolicyGo(t *testing.T) {
	host, lib := fixture.Host(t, "load/testdata/host.c"), fixture.Ours(t, "bfd", "go", "-DCSHARED_LOAD_SIGNALS_GO")
	for _, g := range guarantees {
		switch g.of {
		case "stray", "sigchld", "masks", "fp", "flags":
			t.Run(g.of, func(t *testing.T) { compare(t, "go", fixture.Run(t, environment, host, lib, g.of), g.stock) })
		}
	}
	compare(t, "go", fixture.Run(t, nil, host, lib, "recover"), map[string]string{"nil": "1", "nil_func": "1"})
}

// Every part compiles in every policy, for arm64 too.
func TestSources(t *testing.T) {
	var parts []string
	for _, pattern := range []string{"load*.c", "dispatch*.c", "coexist*.c", "sigtable*.c"} {
		files, err := filepath.Glob(filepath.Join("../../../runtime_shim/src", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			parts = append(parts, strings.TrimSuffix(filepath.Base(file), ".c"))
		}
	}
	if len(parts) < 10 {
		t.Fatalf("only the parts %q are there", parts)
	}
	compile.Sources(t, parts, []string{"load", "coexist"})
	for _, policy := range []string{"CSHARED_LOAD_SIGNALS_GO", "CSHARED_LOAD_CPU_PROFILE", "CSHARED_LOAD_AFFINITY_PROCESS"} {
		t.Run(policy, func(t *testing.T) { compile.Parts(t, parts, "-D"+policy) })
	}
}

// Without the table of signals (another Go version) the mask of callers is repaired: their SIGRTMIN
// stays blocked, while runtime threads unblock it.
func TestFallbackWithoutSigtable(t *testing.T) {
	host, archive := fixture.Host(t, "load/testdata/host.c"), fixture.Diverted(t)+".nosigtable.a"
	fixture.Command(t, "objcopy", "--redefine-sym", "cshared_go_sigtable=cshared_go_other", fixture.Diverted(t), archive)
	r := fixture.Run(t, nil, host, fixture.Link(t, "nosigtable", archive, fixture.Shim(t, "quiet"), "bfd"), "masks")
	compare(t, "fallback", r, map[string]string{"lost": "00000001804004d8", "loader_mask": "0000000000000000"})
	if !strings.HasSuffix(r.Values["runtime_unblocked"], "4184d8") {
		t.Errorf("runtime threads unblock %s", r.Values["runtime_unblocked"])
	}
}
