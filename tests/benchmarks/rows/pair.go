package rows

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/benchmarks/report"
)

// A measure takes all samples of a row.
type measure = func(context.Context, *Run) (report.Samples, error)

// pair is for rows of a few nanoseconds: one program measures both sides in one process, round by
// round, and prints them; see pairs/pair.h. The variable names the program. An argument that begins
// with "BENCHMARK_" names an artefact and is passed as its path, others as they are.
func pair(variable string, args ...string) measure {
	return func(ctx context.Context, run *Run) (report.Samples, error) {
		program, err := artefact(variable)
		if err != nil {
			return report.Samples{}, err
		}
		command := []string{program, strconv.Itoa(run.Rounds)}
		for _, arg := range args {
			if strings.HasPrefix(arg, "BENCHMARK_") {
				if arg, err = artefact(arg); err != nil {
					return report.Samples{}, err
				}
			}
			command = append(command, arg)
		}
		return runPair(ctx, run.Rounds, command)
	}
}

func runPair(ctx context.Context, rounds int, args []string) (report.Samples, error) {
	var errs strings.Builder
	command := exec.CommandContext(ctx, args[0], args[1:]...)
	command.Stderr = &errs
	out, err := command.Output()
	if err != nil {
		return report.Samples{}, fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, errs.String())
	}
	var samples report.Samples
	for line := range strings.Lines(string(out)) {
		var ours, baseline float64
		if n, err := fmt.Sscanf(line, "%g %g\n", &ours, &baseline); n != 2 || err != nil {
			return report.Samples{}, fmt.Errorf("%s printed %q, want two numbers: ours and the baseline", strings.Join(args, " "), line)
		}
		samples.Ours, samples.Baseline = append(samples.Ours, ours), append(samples.Baseline, baseline)
	}
	if len(samples.Ours) != rounds {
		return report.Samples{}, fmt.Errorf("%s printed %d lines, want %d, one for each round", strings.Join(args, " "), len(samples.Ours), rounds)
	}
	return samples, nil
}
