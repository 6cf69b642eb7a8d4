// Command cshared-gen runs in the build actions of the rules. Package gen is its manual.
//
//	cshared-gen raw -label //x:y -name y … -out-manifest manifest.json
//	cshared-gen api -label //x:y -name y … -out-abi abi.json
//	cshared-gen checksymbols -label //x:y -library liby.so -symbols exports.txt -ok y.ok
//	cshared-gen divert -label //x:y -archive y.a -out y.diverted.a -report y.diverted.txt
//	cshared-gen findings -label //x:y -manifest raw.json -divert-report y.diverted.txt … -out manifest.json
//	cshared-gen checkfindings -label //x:y -manifest manifest.json -ok y.ok
//	cshared-gen calls -label //x:y_test -abi abi.json -header y.h … -out-c y_calls.c -out-cxx y_calls_cxx.cc
//
// An argument @FILE stands for the lines of FILE. Exit codes: 0 done, 1 problems, 2 wrong usage.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen"
	"github.com/gocshared/rules_go_cshared/gen/calls"
	"github.com/gocshared/rules_go_cshared/gen/internal/api"
	"github.com/gocshared/rules_go_cshared/gen/internal/checksymbols"
	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/divert"
	"github.com/gocshared/rules_go_cshared/gen/internal/findings"
	"github.com/gocshared/rules_go_cshared/gen/internal/raw"
)

const (
	exitProblems = 1
	exitUsage    = 2
)

const usage = "usage: cshared-gen raw|api|checksymbols|divert|findings|checkfindings|calls [flags | @file], or cshared-gen help; a command with -help lists its flags\n"

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

func run(args []string, stderr io.Writer) int {
	args, err := expand(args)
	if err != nil {
		fmt.Fprintln(stderr, "cshared-gen:", err)
		return exitUsage
	}
	if len(args) == 0 {
		io.WriteString(stderr, usage)
		return exitUsage
	}
	switch command, flags := args[0], args[1:]; command {
	case "raw":
		return execute(raw.Parse, raw.Run, flags, stderr)
	case "api":
		return execute(api.Parse, api.Run, flags, stderr)
	case "checksymbols":
		return execute(checksymbols.Parse, checksymbols.Run, flags, stderr)
	case "divert":
		return execute(divert.Parse, divert.Run, flags, stderr)
	case "findings":
		return execute(findings.Parse, findings.Run, flags, stderr)
	case "checkfindings":
		return execute(findings.ParseCheck, findings.RunCheck, flags, stderr)
	case "calls":
		return execute(calls.Parse, calls.Run, flags, stderr)
	case "help":
		io.WriteString(stderr, gen.Manual())
		return 0
	default:
		fmt.Fprintf(stderr, "cshared-gen: unknown command %q\n%s", command, usage)
		return exitUsage
	}
}

// execute runs one command; its Parse has printed what is wrong with the flags.
func execute[O any](parse func([]string, io.Writer) (O, error), do func(O) ([]diag.Diagnostic, error), flags []string, stderr io.Writer) int {
	options, err := parse(flags, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return exitUsage
	}
	problems, err := do(options)
	if err != nil {
		fmt.Fprintln(stderr, "cshared-gen: internal error:", err)
		return exitProblems
	}
	if len(problems) > 0 {
		diag.Print(stderr, problems)
		return exitProblems
	}
	return 0
}

// expand replaces @FILE by the file's lines: Bazel's "multiline" form of long command lines.
func expand(args []string) ([]string, error) {
	var all []string
	for _, arg := range args {
		path, isFile := strings.CutPrefix(arg, "@")
		if !isFile {
			all = append(all, arg)
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("cannot read the file with arguments: %w", err)
		}
		for line := range strings.Lines(string(data)) {
			all = append(all, strings.TrimRight(line, "\r\n"))
		}
	}
	return all, nil
}
