package rows

import (
	"context"
	"os"

	"github.com/gocshared/rules_go_cshared/tests/benchmarks/report"
	"github.com/gocshared/rules_go_cshared/tests/benchmarks/sampling"
)

// strippedSize: the file that is shipped. Every round gives the same, so one is enough.
func strippedSize(ctx context.Context, run *Run) (report.Samples, error) {
	size := func(variable string) sampling.Measure {
		return func(context.Context) (float64, error) {
			path, err := artefact(variable)
			if err != nil {
				return 0, err
			}
			info, err := os.Stat(path)
			if err != nil {
				return 0, err
			}
			return float64(info.Size()), nil
		}
	}
	return run.interleave(ctx, 0, size("BENCHMARK_OURS"), size("BENCHMARK_STOCK_STRIPPED"))
}
