// Command cshared generates C APIs of Go packages outside Bazel, looks for what surprises their hosts,
// checks shared libraries of whatever build, writes BUILD files, and explains what it says.
//
//	cshared gen -prefix calc_ ./calc
//	cshared vet ./calc
//	cshared check libcalc.so
//	cshared gazelle
//	cshared explain CSHARED607
//	cshared version
//	cshared help gen
//
// Exit codes: 0 done, 1 problems, 2 wrong usage.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/nearest"
)

const (
	exitProblems = 1
	exitUsage    = 2
)

// A command is one word behind cshared.
type command struct {
	name, arguments, summary string
	// run gets what stands behind the word.
	run func(args []string, stdout, stderr io.Writer) int
	// help prints all about it.
	help func(w io.Writer)
}

// commands is a function because help is one of them.
func commands() []command {
	return []command{
		{"gen", "[FLAGS] [PACKAGE]...", "generate the C API of Go packages", runGen, genHelp},
		{"vet", "[FLAGS] [PACKAGE]...", "find what surprises the host of Go packages", runVet, vetHelp},
		{"check", "[FLAGS] FILE...", "check shared libraries, of whatever build", runCheck, checkHelp},
		{"gazelle", "[fix] [FOLDER]...", "write the BUILD files of C libraries", runGazelle, gazelleHelp},
		{"explain", "[ID]...", "explain a diagnostic, a finding, a check or a directive", runExplain, explainHelp},
		{"version", "", "print the versions of cshared and of its Go", runVersion, nil},
		{"help", "[COMMAND]", "print this, or all about a command", runHelp, nil},
	}
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		printUsage(stderr)
		return exitUsage
	}
	name := args[0]
	if name == "-h" || name == "-help" || name == "--help" {
		name = "help"
	}
	c, ok := find(name)
	if !ok {
		return unknownCommand(name, stderr)
	}
	return c.run(args[1:], stdout, stderr)
}

func find(name string) (command, bool) {
	for _, c := range commands() {
		if c.name == name {
			return c, true
		}
	}
	return command{}, false
}

func unknownCommand(name string, stderr io.Writer) int {
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	fix := "`cshared help` lists the commands"
	if near := nearest.Of(name, names); near != "" {
		fix = fmt.Sprintf("write `cshared %s`", near)
	}
	fail(stderr, "cshared", fmt.Sprintf("there is no command %q; the commands are %s", name, strings.Join(names, ", ")), fix)
	return exitUsage
}

func printUsage(w io.Writer) {
	fmt.Fprint(w, "usage: cshared COMMAND [ARGUMENTS]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-28s %s\n", strings.TrimSpace(c.name+" "+c.arguments), c.summary)
	}
}

func runHelp(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		printUsage(stdout)
		return 0
	}
	c, ok := find(args[0])
	switch {
	case len(args) > 1:
		fail(stderr, "cshared help", fmt.Sprintf("%d commands are named, and help is about one", len(args)), "write `cshared help "+args[0]+"`")
		return exitUsage
	case !ok:
		return unknownCommand(args[0], stderr)
	case c.help != nil:
		c.help(stdout)
	default:
		fmt.Fprintf(stdout, "usage: %s\n\nIt is to %s.\n", strings.TrimSpace("cshared "+c.name+" "+c.arguments), c.summary)
	}
	return 0
}

func runVersion(args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		fail(stderr, "cshared version", fmt.Sprintf("unexpected argument %q: it takes none", args[0]), "write `cshared version`")
		return exitUsage
	}
	fmt.Fprintf(stdout, "cshared %s, %s %s/%s\n", ownVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return 0
}

// ownVersion is that of the module, as the go command has written it down; Bazel writes none.
func ownVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// fail prints what was written and why it cannot work, then the ways out.
func fail(stderr io.Writer, who, what string, fixes ...string) {
	fmt.Fprintf(stderr, "%s: %s\nPossible fixes:\n", who, what)
	for _, fix := range fixes {
		fmt.Fprintf(stderr, "- %s\n", fix)
	}
}
