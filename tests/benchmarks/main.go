// Command benchmarks measures the project's performance budget; see README.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/gocshared/rules_go_cshared/tests/benchmarks/report"
	"github.com/gocshared/rules_go_cshared/tests/benchmarks/rows"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := benchmarks(ctx, rows.Table, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

type options struct {
	json, enforce, keep bool
	row, workdir        string
	rounds              int
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.BoolVar(&o.json, "json", false, "print one JSON object instead of a table")
	flags.BoolVar(&o.enforce, "enforce", false, "exit with 1 if a row is over its budget")
	flags.StringVar(&o.row, "row", "", "measure only the rows whose name matches this `REGEXP`")
	flags.BoolVar(&o.keep, "keep", false, "leave the inner workspace, so that the next run with -keep starts faster")
	flags.IntVar(&o.rounds, "rounds", 0, "number of rounds; 0 is what each row needs by itself")
	flags.StringVar(&o.workdir, "workdir", "", "`FOLDER` for the inner workspace (default: the user's cache folder)")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("there are no arguments but flags, and %q is none; for one row write: -row %s", flags.Arg(0), flags.Arg(0))
	}
	if o.rounds < 0 {
		return o, fmt.Errorf("-rounds %d cannot be; give a number of at least 1, or leave it out", o.rounds)
	}
	return o, nil
}

// benchmarks returns the exit code: 0 measured, 1 a row could not be measured or (-enforce) is over
// its budget, 2 bad usage.
func benchmarks(ctx context.Context, table []rows.Row, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	var selected []rows.Row
	if err == nil {
		selected, err = rows.Select(table, o.row)
	}
	if err != nil {
		if err != flag.ErrHelp {
			fmt.Fprintln(stderr, "benchmarks:", err)
		}
		return 2
	}
	judged, failed := measure(ctx, selected, o, stderr)
	write := report.WriteTable
	if o.json {
		write = report.WriteJSON
	}
	if err := write(stdout, judged); err != nil {
		fmt.Fprintln(stderr, "benchmarks:", err)
		failed = true
	}
	for _, row := range judged {
		failed = failed || o.enforce && !row.OK
	}
	if failed {
		return 1
	}
	return 0
}

// measure goes on with the next row when one fails: rows do not depend on each other.
func measure(ctx context.Context, selected []rows.Row, o options, stderr io.Writer) (judged []report.Row, failed bool) {
	run := &rows.Run{Workdir: o.workdir, Keep: o.keep, Log: func(format string, args ...any) {
		fmt.Fprintf(stderr, format+"\n", args...)
	}}
	for _, row := range selected {
		if ctx.Err() != nil {
			break
		}
		run.Rounds = row.Rounds
		if o.rounds > 0 {
			run.Rounds = o.rounds
		}
		run.Log("%s: %d rounds", row.Name, run.Rounds)
		samples, err := row.Measure(ctx, run)
		var result report.Row
		if err == nil {
			result, err = report.Judge(row.Budget, samples)
		}
		if err != nil {
			failed = true
			run.Log("benchmarks: %s could not be measured: %v", row.Name, err)
			continue
		}
		judged = append(judged, result)
	}
	if err := run.Close(ctx); err != nil {
		failed = true
		run.Log("benchmarks: the inner workspace could not be removed: %v", err)
	}
	return judged, failed || ctx.Err() != nil
}
