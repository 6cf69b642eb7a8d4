package rows

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/gocshared/rules_go_cshared/tests/benchmarks/report"
)

// oneArtifact: a go_cshared_test of a library, as `bazel test` starts it. There is nothing to compare it with.
func oneArtifact(ctx context.Context, run *Run) (report.Samples, error) {
	const variable = "BENCHMARK_CONFORMANCE"
	target := os.Getenv(variable)
	if _, err := os.Stat(target); err != nil {
		return report.Samples{}, fmt.Errorf("%s: %w: the test and its files are in the folder in which Bazel starts the benchmarks. Start them with: ./bazelw run -c opt //tests/benchmarks", variable, err)
	}
	test := func(ctx context.Context) (float64, error) {
		command := exec.CommandContext(ctx, "./"+target)
		command.Env = append(os.Environ(), "CSHARED_TEST_CONFIG="+target+".config.json")
		start := time.Now()
		if out, err := command.CombinedOutput(); err != nil {
			return 0, fmt.Errorf("%s: %w\n%s", target, err, out)
		}
		return time.Since(start).Seconds(), nil
	}
	return run.alone(ctx, 1, test)
}
