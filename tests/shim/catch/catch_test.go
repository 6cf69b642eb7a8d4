// Package catch tests cshared/catch.h in C++ programs, alone and below Go.
package catch

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/compile"
	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

func TestMain(m *testing.M) { fixture.Main(m) }

var parts = []string{"catch", "catch_exception", "catch_rtti"}

func TestSources(t *testing.T) { compile.Sources(t, parts, []string{"catch"}) }

// A toolchain is a pair of compilers with flags for all that they compile.
type toolchain struct {
	name    string
	c, cxx  string
	flags   []string // for C and C++
	cxxOnly []string // for C++ and the link
}

var toolchains = []toolchain{
	{name: "gcc", c: "gcc", cxx: "g++", flags: []string{"-O2"}},
	{name: "gcc_unoptimised", c: "gcc", cxx: "g++", flags: []string{"-O0", "-fcf-protection=full"}},
	{name: "gcc_lto", c: "gcc", cxx: "g++", flags: []string{"-O3", "-flto"}},
	{name: "clang", c: "clang", cxx: "clang++", flags: []string{"-O2"}},
	{name: "clang_lto", c: "clang", cxx: "clang++", flags: []string{"-O3", "-flto", "-fuse-ld=lld"}},
	{name: "libc++", c: "clang", cxx: "clang++", flags: []string{"-O2"}, cxxOnly: []string{"-stdlib=libc++"}},
	{name: "static_exported", c: "gcc", cxx: "g++", flags: []string{"-O2"}, cxxOnly: []string{"-static-libstdc++", "-static-libgcc",
		"-Wl,--export-dynamic-symbol=__cxa_begin_catch,--export-dynamic-symbol=__cxa_end_catch,--export-dynamic-symbol=__cxa_demangle"}},
	// Threads wait for one another.
	{name: "crowded", c: "gcc", cxx: "g++", flags: []string{"-O2", "-DCSHARED_CATCH_SLOTS=2"}},
}

// The C++ runtime and the unwinder are in the program, and nobody sees them.
var hidden = toolchain{name: "static", c: "gcc", cxx: "g++", flags: []string{"-O2", "-DHIDDEN"}, cxxOnly: []string{"-static-libstdc++", "-static-libgcc"}}

var sanitizers = []toolchain{
	{name: "gcc_address_undefined", c: "gcc", cxx: "g++", flags: []string{"-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"}},
	{name: "gcc_thread", c: "gcc", cxx: "g++", flags: []string{"-O1", "-g", "-fsanitize=thread"}},
	{name: "clang_address_undefined", c: "clang", cxx: "clang++", flags: []string{"-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"}},
	{name: "clang_thread", c: "clang", cxx: "clang++", flags: []string{"-O1", "-g", "-fsanitize=thread"}},
}

func (with toolchain) need(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath(with.cxx); err != nil {
		t.Skipf("%s is not installed", with.cxx)
	}
	if slices.Contains(with.cxxOnly, "-stdlib=libc++") {
		args := []string{"-stdlib=libc++", "-x", "c++", "-include", "exception", "/dev/null", "-o", filepath.Join(t.TempDir(), "none"), "-shared"}
		if exec.Command(with.cxx, args...).Run() != nil {
			t.Skip("libc++ is not installed")
		}
	}
}

// program compiles a C++ source of testdata, with parts of the shim as the rules compile them.
func (with toolchain) program(t *testing.T, source string, parts []string, flags ...string) string {
	t.Helper()
	with.need(t)
	folder := t.TempDir()
	inputs := []string{filepath.Join("tests/shim/catch/testdata", source)}
	for _, part := range parts {
		object := filepath.Join(folder, part+".o")
		fixture.Command(t, with.c, slices.Concat([]string{"-std=c11", "-fPIC", "-fvisibility=hidden", "-fexceptions", "-funwind-tables", "-Iruntime_shim/include"},
			with.flags, []string{"-c", filepath.Join("runtime_shim/src", part+".c"), "-o", object})...)
		inputs = append(inputs, object)
	}
	out := filepath.Join(folder, strings.TrimSuffix(source, ".cc"))
	fixture.Command(t, with.cxx, slices.Concat([]string{"-std=c++17", "-Wall", "-Wextra", "-Werror", "-Iruntime_shim/include", "-pthread"},
		with.flags, with.cxxOnly, flags, inputs, []string{"-o", out, "-ldl"})...)
	return out
}

// passes wants the program to end with 0.
func passes(t *testing.T, program string, args ...string) {
	t.Helper()
	if r := fixture.Run(t, nil, program, args...); r.Status != 0 {
		t.Errorf("%s: status %#x\n%s", strings.Join(args, " "), uint32(r.Status), r.Output)
	}
}

// aborts wants the program to end by std::terminate.
func aborts(t *testing.T, program string, args ...string) {
	t.Helper()
	const coreDumped = 0x80
	r := fixture.Run(t, nil, program, args...)
	if r.Status&^coreDumped != syscall.WaitStatus(syscall.SIGABRT) || !strings.Contains(r.Output, "terminate called") && !strings.Contains(r.Output, "terminating with") {
		t.Errorf("%s: status %#x, want SIGABRT by std::terminate\n%s", strings.Join(args, " "), uint32(r.Status), r.Output)
	}
}

var cases = []string{"texts", "cut", "nested", "foreign", "registers", "pthread_exit"}

func TestAlone(t *testing.T) {
	for _, with := range toolchains {
		t.Run(with.name, func(t *testing.T) {
			host := with.program(t, "host.cc", parts)
			for _, name := range cases {
				passes(t, host, name)
			}
			// pthread_exit loads libgcc_s, and crashes in destructors of a program with another unwinder.
			if with.cxxOnly == nil {
				passes(t, host, "pthread_exit_destroys")
			}
			passes(t, host, "threads", "10000")
			aborts(t, host, "not_caught")
		})
	}
}

// A hidden C++ runtime does not hear of the catch: host.cc wants its counter to say so.
func TestHiddenRuntime(t *testing.T) {
	host := hidden.program(t, "host.cc", parts)
	passes(t, host, "texts")
	passes(t, host, "registers")
	passes(t, host, "pthread_exit")
	aborts(t, host, "not_caught")
}

// With the leak sanitizer, and many times more exceptions than the thread sanitizer's stack has room for.
func TestSanitizers(t *testing.T) {
	for _, with := range sanitizers {
		t.Run(with.name, func(t *testing.T) {
			host := with.program(t, "host.cc", parts)
			for _, name := range cases {
				passes(t, host, name)
			}
			passes(t, host, "threads", "10000")
		})
	}
}

func TestMemcheck(t *testing.T) {
	valgrind, err := exec.LookPath("valgrind")
	if err != nil {
		t.Skip("valgrind is not installed")
	}
	with := toolchain{name: "gcc", c: "gcc", cxx: "g++", flags: []string{"-O1", "-g"}}
	host := with.program(t, "host.cc", parts)
	for _, name := range cases {
		passes(t, valgrind, "--quiet", "--leak-check=full", "--error-exitcode=99", host, name)
	}
	passes(t, valgrind, "--quiet", "--leak-check=full", "--error-exitcode=99", hidden.program(t, "host.cc", parts), "texts")
}
