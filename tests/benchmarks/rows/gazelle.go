package rows

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/gocshared/rules_go_cshared/tests/benchmarks/generated"
	"github.com/gocshared/rules_go_cshared/tests/benchmarks/report"
	"github.com/gocshared/rules_go_cshared/tests/benchmarks/sampling"
)

// gazellePackages: Gazelle looks at a workspace whose BUILD files are up to date. Each side has its own copy,
// with the BUILD files that it has written in the warm-up.
func gazellePackages(ctx context.Context, run *Run) (report.Samples, error) {
	var sides [2]sampling.Measure
	for i, variable := range []string{"BENCHMARK_GAZELLE", "BENCHMARK_GAZELLE_GO"} {
		program, err := artefact(variable)
		if err != nil {
			return report.Samples{}, err
		}
		folder, err := os.MkdirTemp("", "cshared-gazelle-")
		if err != nil {
			return report.Samples{}, err
		}
		defer os.RemoveAll(folder)
		if err := generated.Monorepo(folder, 2000, 200); err != nil {
			return report.Samples{}, err
		}
		sides[i] = func(ctx context.Context) (float64, error) { return gazelleOnce(ctx, program, folder) }
	}
	return run.interleave(ctx, 3, sides[0], sides[1])
}

func gazelleOnce(ctx context.Context, program, folder string) (milliseconds float64, err error) {
	command := exec.CommandContext(ctx, program, "-repo_root="+folder, folder)
	command.Dir = folder
	command.Env = append(os.Environ(), "GOPROXY=off", "BUILD_WORKSPACE_DIRECTORY=")
	start := time.Now()
	if out, err := command.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%s: %w\n%s", program, err, out)
	}
	return float64(time.Since(start).Nanoseconds()) / 1e6, nil
}
