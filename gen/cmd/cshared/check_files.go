package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/conformance"
	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/foreign"
	reports "github.com/gocshared/rules_go_cshared/tests/conformance/report"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

var glibcVersion = regexp.MustCompile(`^[0-9]+\.[0-9]+$`)

// checkSchema is that of the object with all reports; each of them has one of its own.
const checkSchema = 1

// checked is what came of one file.
type checked struct {
	reports.Document
	About   *foreign.About `json:"about"`
	Probes  int            `json:"probes"` // checks that only go_cshared_test can run
	results []verdict.Result
}

// refused is a file that cannot be checked.
type refused struct {
	File  string   `json:"file"`
	Error string   `json:"error"`
	Fixes []string `json:"fixes"`
}

// needsSources says whether a check runs on a twin of the library, or calls it by a program that is made from abi.json.
func needsSources(c catalogue.Check) bool { return c.Kind == catalogue.Probe || c.API }

// selects says whether -only and -skip leave a check, if it can run at all without the sources.
func (o *checkOptions) selects(c catalogue.Check) bool {
	return !needsSources(c) && o.wants(c)
}

func (o *checkOptions) wants(c catalogue.Check) bool {
	names := func(list []string) bool { return slices.Contains(list, c.ID) || slices.Contains(list, c.Group()) }
	return (len(o.only) == 0 || names(o.only)) && !names(o.skip)
}

// rows are the checks that are left.
func (o *checkOptions) rows() []catalogue.Check {
	return slices.DeleteFunc(catalogue.All(), func(c catalogue.Check) bool { return !o.selects(c) })
}

// probes counts those that would be left, were the sources here.
func (o *checkOptions) probes() int {
	count := 0
	for _, c := range catalogue.All() {
		if needsSources(c) && o.wants(c) {
			count++
		}
	}
	return count
}

// checkAll checks file by file, and reports each at once unless all are one object of JSON.
func checkAll(ctx context.Context, o *checkOptions, stdout, stderr io.Writer) int {
	folder, err := os.MkdirTemp("", "cshared-check-")
	if err != nil {
		failCheck(stderr, fmt.Sprintf("there is no folder for temporary files: %v", err), []string{"set TMPDIR to a folder that you can write to"})
		return exitUsage
	}
	defer os.RemoveAll(folder)
	host, noHost := "", ""
	if slices.ContainsFunc(o.rows(), conformance.NeedsHost) {
		host, noHost = compileHost(ctx, folder)
	} else {
		noHost = "none of the checks loads it"
	}
	all := struct {
		Schema  int       `json:"schema"`
		Reports []checked `json:"reports"`
		Refused []refused `json:"refused"`
	}{checkSchema, []checked{}, []refused{}}
	exit := 0
	for i, file := range o.files {
		one, err := checkFile(ctx, o, file, host, noHost)
		if ctx.Err() != nil {
			failCheck(stderr, "stopped by a signal, before all was checked", []string{"run it again"})
			return exitUsage
		}
		if err != nil {
			what, fixes := asProblem(file, err)
			all.Refused = append(all.Refused, refused{file, what, fixes})
			failCheck(stderr, what, fixes)
			exit = exitUsage
			continue
		}
		all.Reports = append(all.Reports, *one)
		if one.Count[verdict.Fail] > 0 && exit == 0 {
			exit = exitProblems
		}
		if !o.json {
			one.print(stdout, i > 0)
		}
	}
	if o.json {
		text, err := json.MarshalIndent(all, "", "  ")
		if err != nil {
			panic(err) // All of it is strings and numbers.
		}
		stdout.Write(append(text, '\n'))
	}
	return exit
}

// failCheck prints a problem of a file.
func failCheck(stderr io.Writer, what string, fixes []string) {
	fail(stderr, "cshared check", what, fixes...)
}

func asProblem(file string, err error) (string, []string) {
	if p := new(foreign.Problem); errors.As(err, &p) {
		return p.What, p.Fixes
	}
	return fmt.Sprintf("%s cannot be checked: %v", file, err), []string{"leave out what loads it: -only binary -only header -skip binary/c-names"}
}

func checkFile(ctx context.Context, o *checkOptions, file, host, noHost string) (*checked, error) {
	library, err := foreign.Open(file)
	if err != nil {
		return nil, err
	}
	c, about, err := library.Config(ctx, &o.Options, host, noHost)
	if err != nil {
		return nil, err
	}
	results, err := conformance.Run(c)
	if err != nil {
		return nil, err
	}
	results = reports.Allow(results, c.Allowed)
	return &checked{reports.Of(file, results), about, o.probes(), results}, nil
}

func (c *checked) print(w io.Writer, further bool) {
	if further {
		io.WriteString(w, "\n")
	}
	lines := c.About.Lines()
	if c.Probes > 0 {
		lines = append(lines, fmt.Sprintf("%d checks need the library's sources: go_cshared_test", c.Probes))
	}
	reports.Explained(w, c.Label, lines, c.results)
}

// compileHost makes the program that loads libraries, or says why there is none.
func compileHost(ctx context.Context, folder string) (host, reason string) {
	compiler, err := findCompiler()
	if err != nil {
		return "", err.Error()
	}
	host, err = conformance.CompileHost(ctx, folder, compiler)
	if err != nil {
		return "", err.Error()
	}
	// A compiler for another machine is no mistake of the library's.
	if err := exec.CommandContext(ctx, host, "libraries", "-", "-").Run(); err != nil {
		return "", fmt.Sprintf("the program that %s makes does not run here: %v", strings.Join(compiler, " "), err)
	}
	return host, ""
}

// findCompiler returns the C compiler, with the arguments that $CC may have.
func findCompiler() ([]string, error) {
	if words := strings.Fields(os.Getenv("CC")); len(words) > 0 {
		path, err := exec.LookPath(words[0])
		if err != nil {
			return nil, fmt.Errorf("there is no %s, which CC names and which compiles the program that loads it", words[0])
		}
		// It runs in another folder.
		if words[0], err = filepath.Abs(path); err != nil {
			return nil, err
		}
		return words, nil
	}
	for _, name := range []string{"cc", "gcc", "clang"} {
		if path, err := exec.LookPath(name); err == nil {
			return []string{path}, nil
		}
	}
	return nil, errors.New("there is no C compiler (cc, gcc, clang, or what CC names), which compiles the program that loads it")
}
