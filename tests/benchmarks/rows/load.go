package rows

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/benchmarks/report"
	"github.com/gocshared/rules_go_cshared/tests/benchmarks/sampling"
)

// dlopenFirstCall: a C program loads the library and calls one function, a fresh process each time.
func dlopenFirstCall(ctx context.Context, run *Run) (report.Samples, error) {
	var paths [3]string
	for i, variable := range []string{"BENCHMARK_LOAD", "BENCHMARK_OURS", "BENCHMARK_STOCK"} {
		path, err := artefact(variable)
		if err != nil {
			return report.Samples{}, err
		}
		paths[i] = path
	}
	load := func(library string) sampling.Measure {
		return func(ctx context.Context) (float64, error) {
			return loadOnce(ctx, paths[0], library)
		}
	}
	return run.interleave(ctx, 10, load(paths[1]), load(paths[2]))
}

func loadOnce(ctx context.Context, loader, library string) (milliseconds float64, err error) {
	var errs strings.Builder
	command := exec.CommandContext(ctx, loader, library, "subject_ready")
	command.Stderr = &errs
	out, err := command.Output()
	if err != nil {
		return 0, fmt.Errorf("%s: %w\n%s", strings.Join(command.Args, " "), err, errs.String())
	}
	nanoseconds, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s printed %q, want nanoseconds", strings.Join(command.Args, " "), out)
	}
	return float64(nanoseconds) / 1e6, nil
}
