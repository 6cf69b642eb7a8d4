package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/gocshared/rules_go_cshared/gen/internal/nearest"
	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/foreign"
	"github.com/gocshared/rules_go_cshared/tests/conformance/policy"
)

// checkOptions are the command line of check.
type checkOptions struct {
	foreign.Options
	only, skip []string
	limits     map[string]string
	json, list bool
	files      []string
}

const checkUsage = `usage: cshared check [FLAGS] FILE...

Checks shared libraries as go_cshared_test does those of the rules: what ` + "`go build -buildmode=c-shared`" + `
wrote, a vendor's, or one of go_cshared_library or cshared gen. It looks at the file, and loads it into
processes of a C program, which is compiled for that with $CC, cc, gcc or clang in a folder for temporary
files. That runs the library's constructors and Go's init, and no function that is not named: -only binary
runs nothing of it. What is expected comes from -manifest, or else from the file and the flags. Each failure
says what it costs a host, and what mends it; cshared explain says it of any check. Checks that need Go code
that loops or faults on request are left to go_cshared_test, which has the sources.

With -json it prints one object: "schema", "reports", one for each file, and "refused", the files that
cannot be checked. Exit codes: 0 nothing failed, 1 a check failed, 2 a file cannot be checked, or wrong usage.

`

func checkFlags(o *checkOptions, output io.Writer) *flag.FlagSet {
	fs := flag.NewFlagSet("cshared check", flag.ContinueOnError)
	fs.SetOutput(output)
	fs.StringVar(&o.Manifest, "manifest", "", "`file` manifest.json that the rule wrote with the library")
	fs.StringVar(&o.Exports, "exports", "", "`file` with the names of the wanted exports, one a line")
	fs.Func("header", "header `file` of the library; it also says what the exports are, unless another flag does (repeatable: those that the first one includes)", add(&o.Headers))
	fs.StringVar(&o.Debug, "debug", "", "`file` with the debug information that was split off")
	fs.StringVar(&o.Prefix, "prefix", "", "what every exported name starts with")
	fs.StringVar(&o.MinGlibc, "min-glibc", "", "oldest `version` of glibc that the library is to run with, for example 2.28")
	fs.StringVar(&o.Signals, "signals", "", "policy for the host's signals: quiet, what a polite library does, or go, what Go's runtime does (default: of the manifest, else quiet)")
	fs.StringVar(&o.Call, "call", "", "`name` of an exported function without parameters that is safe to call (default: <prefix>init of a generated API, else none)")
	fs.Func("only", "`group or id` of the checks to run (repeatable)", addRow(&o.only))
	fs.Func("skip", "`group or id` of checks to leave out (repeatable)", addRow(&o.skip))
	fs.Func("allow", "a failure to accept: `ID=REASON` (repeatable)", func(s string) error { return addAllowed(o, s) })
	fs.Func("limit", "a limit of your own: `NAME=NUMBER`; CHECKS.md lists them (repeatable)", func(s string) error {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return errors.New("it is not NAME=NUMBER")
		}
		o.limits[name] = value
		return nil
	})
	fs.BoolVar(&o.Thorough, "thorough", false, "run the checks that take long, too")
	fs.DurationVar(&o.Timeout, "timeout", 20*time.Second, "what one check may take")
	fs.BoolVar(&o.json, "json", false, "print JSON")
	fs.BoolVar(&o.list, "list", false, "list the checks, and check nothing")
	fs.Usage = func() {
		io.WriteString(output, checkUsage)
		fs.PrintDefaults()
	}
	return fs
}

func checkHelp(w io.Writer) { checkFlags(&checkOptions{}, w).Usage() }

func add(list *[]string) func(string) error {
	return func(s string) error {
		*list = append(*list, s)
		return nil
	}
}

// addRow takes a group or an id of the catalogue.
func addRow(list *[]string) func(string) error {
	return func(s string) error {
		var known []string
		for _, c := range catalogue.All() {
			known = append(known, c.Group(), c.ID)
		}
		if !slices.Contains(known, s) {
			return unknownRow(s, known, "group or check")
		}
		*list = append(*list, s)
		return nil
	}
}

func addAllowed(o *checkOptions, s string) error {
	id, reason, _ := strings.Cut(s, "=")
	var known []string
	for _, c := range catalogue.All() {
		if c.Kind != catalogue.Report {
			known = append(known, c.ID)
		}
	}
	switch {
	case !slices.Contains(known, id):
		return unknownRow(id, known, "check that can fail")
	case strings.TrimSpace(reason) == "":
		return errors.New("it gives no reason: write ID=REASON")
	}
	o.Allow = append(o.Allow, id+": "+reason)
	return nil
}

func unknownRow(name string, known []string, what string) error {
	slices.Sort(known)
	if near := nearest.Of(name, slices.Compact(known)); near != "" {
		return fmt.Errorf("it names no %s; write %s", what, near)
	}
	return fmt.Errorf("it names no %s; `cshared check -list` has them", what)
}

// parseCheck lets flags stand behind files, too.
func parseCheck(args []string, stderr io.Writer) (*checkOptions, error) {
	o := &checkOptions{limits: map[string]string{}}
	fs := checkFlags(o, stderr)
	for rest := args; ; rest = fs.Args()[1:] {
		if err := fs.Parse(rest); err != nil {
			return nil, err
		}
		if fs.NArg() == 0 {
			break
		}
		o.files = append(o.files, fs.Arg(0))
	}
	var err error
	if o.Limits, err = policy.Parse(o.limits); err != nil {
		return nil, &problem{strings.TrimPrefix(strings.ReplaceAll(err.Error(), `- "policy": `, "-limit: "), "- "), []string{"`cshared help check`, or leave it out"}}
	}
	o.Selected = o.selects
	return o, o.validate()
}

func (o *checkOptions) validate() error {
	aboutOne := o.Manifest + o.Exports + strings.Join(o.Headers, "") + o.Debug + o.Call
	switch {
	case o.list && len(o.files) == 0:
		return nil
	case o.list:
		return &problem{"-list checks nothing, and a file is named", []string{"leave one of both out"}}
	case len(o.files) == 0:
		return &problem{"no file is named", []string{"name a shared library: `cshared check libcalc.so`"}}
	case len(o.files) > 1 && aboutOne != "":
		return &problem{fmt.Sprintf("-manifest, -exports, -header, -debug and -call are about one library, and %d files are named", len(o.files)),
			[]string{"check each by a call of its own"}}
	case o.Manifest != "" && o.Exports+o.Prefix != "":
		return &problem{"-manifest says the exports and the prefix, and -exports or -prefix says them again", []string{"leave -manifest out, or the others"}}
	case !slices.Contains([]string{"", "quiet", "go"}, o.Signals):
		return &problem{fmt.Sprintf("-signals %q is neither quiet nor go", o.Signals), []string{"write -signals quiet, or leave it out"}}
	case o.MinGlibc != "" && !glibcVersion.MatchString(o.MinGlibc):
		return &problem{fmt.Sprintf("-min-glibc %q is no version of glibc", o.MinGlibc), []string{"write two numbers: -min-glibc 2.28"}}
	case o.Timeout <= 0:
		return &problem{fmt.Sprintf("-timeout %v leaves no time", o.Timeout), []string{"write the time that one check may take: -timeout 20s"}}
	case len(o.rows()) == 0:
		return &problem{"-only and -skip leave no check", []string{"`cshared check -list` has the groups and ids"}}
	}
	return nil
}

func runCheck(args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && (args[0] == "-h" || args[0] == "-help" || args[0] == "--help") {
		checkHelp(stdout)
		return 0
	}
	o, err := parseCheck(args, stderr)
	if err != nil {
		report(stderr, "check", err)
		return exitUsage
	}
	if o.list {
		listChecks(stdout)
		return 0
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // A second signal ends the process at once.
	return checkAll(ctx, o, stdout, stderr)
}

func listChecks(w io.Writer) {
	group := ""
	for _, c := range catalogue.All() {
		if c.Group() != group {
			if group != "" {
				io.WriteString(w, "\n")
			}
			group = c.Group()
			fmt.Fprintf(w, "%s\n", group)
		}
		title := c.Title
		if c.Kind != catalogue.Artefact {
			title += " (" + string(c.Kind) + ")"
		}
		if c.Thorough {
			title += " (thorough)"
		}
		fmt.Fprintf(w, "  %-24s %s\n", c.ID, title)
	}
}
