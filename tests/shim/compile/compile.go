// Package compile builds and runs the C tests of the runtime shim outside Bazel, with the warnings, the
// compilers and the sanitizers that every part has to pass.
package compile

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A Host is a C program that passes when it exits with 0.
type Host struct {
	Source string   // Below the test's folder.
	Parts  []string // What it is compiled with: names of runtime_shim/src without ".c".
	Flags  []string
	Args   []string

	// Libraries is how many copies of the parts, as shared libraries, are passed as first arguments
	// instead of being linked in.
	Libraries int

	// Slow are the arguments instead of Args where a run is many times slower.
	Slow []string
	// Helgrind says that valgrind's helgrind has to find nothing.
	Helgrind bool
}

// root leads from the folder of a test, tests/shim/<part>, to the repository's.
const root = "../../.."

var warnings = []string{"-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"}

type variant struct {
	name  string
	flags []string
}

var variants = []variant{
	{"plain", []string{"-O2"}},
	{"address_undefined", []string{"-O1", "-g", "-fno-omit-frame-pointer", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"}},
	{"thread", []string{"-O1", "-g", "-fsanitize=thread"}},
}

// Run builds and runs every host in every way, each as a test of its own.
func Run(t *testing.T, hosts []Host) {
	sources, err := filepath.Glob("hosts/*.c")
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) != len(hosts) {
		t.Errorf("%d files in hosts and %d in the test's list: one of them never runs", len(sources), len(hosts))
	}
	for _, host := range hosts {
		t.Run(strings.TrimSuffix(filepath.Base(host.Source), ".c"), func(t *testing.T) {
			for _, variant := range variants {
				t.Run(variant.name, func(t *testing.T) {
					run(t, host, variant.flags, nil, host.Args)
				})
			}
			if host.Helgrind {
				t.Run("helgrind", func(t *testing.T) { helgrind(t, host) })
			}
		})
	}
}

func helgrind(t *testing.T, host Host) {
	valgrind, err := exec.LookPath("valgrind")
	if err != nil {
		t.Skip("valgrind is not installed")
	}
	args := host.Args
	if host.Slow != nil {
		args = host.Slow
	}
	command := []string{valgrind, "--quiet", "--tool=helgrind", "--error-exitcode=99"}
	run(t, host, []string{"-O1", "-g", "-DCSHARED_VALGRIND"}, command, args)
}

func run(t *testing.T, host Host, flags, command, args []string) {
	t.Helper()
	folder := t.TempDir()
	var parts []string
	for _, part := range host.Parts {
		parts = append(parts, filepath.Join(root, "runtime_shim/src", part+".c"))
	}
	flags = append(flags, host.Flags...)
	for number := range host.Libraries {
		library := filepath.Join(folder, fmt.Sprintf("lib%d.so", number))
		build(t, append(flags, "-fPIC", "-shared", "-Wl,-Bsymbolic"), parts, library)
		command = append(command, library)
	}
	if host.Libraries != 0 {
		parts = nil
	}
	program := filepath.Join(folder, "host")
	build(t, flags, append(parts, host.Source), program)
	// Libraries are arguments, valgrind goes before the program.
	if host.Libraries != 0 {
		command = append([]string{program}, command...)
	} else {
		command = append(command, program)
	}
	execute(t, append(command, args...))
}

// Emulated builds and runs the host for arm64. What is not installed is a skip.
func Emulated(t *testing.T, host Host) {
	const cross, emulator = "aarch64-linux-gnu-gcc", "qemu-aarch64"
	need(t, cross)
	need(t, emulator)
	t.Setenv("CC", cross)
	run(t, host, []string{"-O2", "-static"}, []string{emulator}, host.Args)
}

func build(t *testing.T, flags, sources []string, output string) {
	t.Helper()
	command := []string{compiler()}
	command = append(command, warnings...)
	command = append(command, flags...)
	command = append(command, "-D_GNU_SOURCE", "-pthread", "-I"+filepath.Join(root, "runtime_shim/include"))
	command = append(command, sources...)
	execute(t, append(command, "-o", output, "-ldl"))
}

func compiler() string {
	if cc := os.Getenv("CC"); cc != "" {
		return cc
	}
	return "cc"
}

func execute(t *testing.T, command []string) {
	t.Helper()
	process := exec.CommandContext(t.Context(), command[0], command[1:]...)
	var output bytes.Buffer
	process.Stdout, process.Stderr = &output, &output
	if err := process.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(command, " "), err, output.Bytes())
	}
	if text := strings.TrimSpace(output.String()); text != "" {
		t.Log(text)
	}
}

// A dialect is a compiler and a language that a header has to be clean in.
type dialect struct {
	name    string
	command []string
	suffix  string
}

// Parts compiles the parts by every compiler there is, for arm64 too. What is not installed is a skip.
func Parts(t *testing.T, parts []string, flags ...string) {
	for _, compiler := range []string{"gcc", "clang", "aarch64-linux-gnu-gcc"} {
		t.Run(compiler, func(t *testing.T) {
			need(t, compiler)
			for _, part := range parts {
				command := append([]string{compiler, "-O2", "-fPIC", "-fvisibility=hidden", "-I" + filepath.Join(root, "runtime_shim/include")}, warnings...)
				command = append(command, flags...)
				execute(t, append(command, "-c", filepath.Join(root, "runtime_shim/src", part+".c"), "-o", filepath.Join(t.TempDir(), "part.o")))
			}
		})
	}
}

// Sources compiles the parts, and their headers alone as C and as C++, twice in one file.
func Sources(t *testing.T, parts, headers []string) {
	Parts(t, parts)
	for _, dialect := range []dialect{
		{"c99", []string{"gcc", "-std=c99"}, ".c"},
		{"c17", []string{"gcc", "-std=c17"}, ".c"},
		{"c2x", []string{"gcc", "-std=c2x"}, ".c"},
		{"c++11", []string{"g++", "-std=c++11"}, ".cc"},
		{"c++20", []string{"g++", "-std=c++20"}, ".cc"},
		{"clang", []string{"clang", "-std=c11", "-Weverything", "-Wno-reserved-macro-identifier", "-Wno-padded"}, ".c"},
	} {
		t.Run("header_"+dialect.name, func(t *testing.T) {
			need(t, dialect.command[0])
			var text strings.Builder
			for _, header := range append(headers, headers...) {
				fmt.Fprintf(&text, "#include \"cshared/%s.h\"\n", header)
			}
			source := filepath.Join(t.TempDir(), "header"+dialect.suffix)
			if err := os.WriteFile(source, []byte(text.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			execute(t, append(dialect.command, "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only",
				"-I"+filepath.Join(root, "runtime_shim/include"), source))
		})
	}
}

func need(t *testing.T, compiler string) {
	t.Helper()
	if _, err := exec.LookPath(compiler); errors.Is(err, exec.ErrNotFound) {
		t.Skipf("%s is not installed", compiler)
	} else if err != nil {
		t.Fatal(err)
	}
}
