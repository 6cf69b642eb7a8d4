package rows

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/benchmarks/report"
)

// pairs returns the measurement of a C program that runs both sides in turns (pairs.h). The variables
// name the program, and the files that it gets as arguments.
func pairs(name string, variables ...string) func(context.Context, *Run) (report.Samples, error) {
	return func(ctx context.Context, run *Run) (report.Samples, error) {
		var files []string
		for _, variable := range variables {
			file, err := artefact(variable)
			if err != nil {
				return report.Samples{}, err
			}
			files = append(files, file)
		}
		run.Log("  %d rounds", run.Rounds)
		var errs strings.Builder
		command := exec.CommandContext(ctx, files[0], append([]string{name, strconv.Itoa(run.Rounds)}, files[1:]...)...)
		command.Stderr = &errs
		out, err := command.Output()
		if err != nil {
			return report.Samples{}, fmt.Errorf("%s: %w\n%s", strings.Join(command.Args, " "), err, errs.String())
		}
		return parsePairs(strings.Join(command.Args, " "), string(out))
	}
}

// parsePairs reads a line for each round: ours and the baseline.
func parsePairs(program, out string) (report.Samples, error) {
	var samples report.Samples
	for line := range strings.Lines(out) {
		var ours, baseline float64
		if _, err := fmt.Sscanf(line, "%g %g\n", &ours, &baseline); err != nil {
			return report.Samples{}, fmt.Errorf("%s printed %q, want two numbers", program, line)
		}
		samples.Ours, samples.Baseline = append(samples.Ours, ours), append(samples.Baseline, baseline)
	}
	return samples, nil
}
