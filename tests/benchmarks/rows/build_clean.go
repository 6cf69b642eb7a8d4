package rows

import (
	"context"
	"fmt"
	"time"

	"github.com/gocshared/rules_go_cshared/tests/benchmarks/generated"
	"github.com/gocshared/rules_go_cshared/tests/benchmarks/report"
	"github.com/gocshared/rules_go_cshared/tests/benchmarks/sampling"
)

// folders returns names that no build has seen, not even through a disk cache shared with other
// runs.
func folders(row string) func() string {
	n, run := 0, time.Now().UnixNano()
	return func() string {
		n++
		return fmt.Sprintf("%s_%x_%03d", row, run, n)
	}
}

// buildClean: each sample builds a copy of the generated package that Bazel has never seen, from
// loading its BUILD files to the library; the warm-up makes tools and standard libraries.
func buildClean(ctx context.Context, run *Run) (report.Samples, error) {
	inner, err := run.Inner()
	if err != nil {
		return report.Samples{}, err
	}
	next := folders("clean")
	build := func(target string) sampling.Measure {
		return func(ctx context.Context) (float64, error) {
			folder := next()
			files, err := generated.Package{Folder: folder}.Files()
			if err != nil {
				return 0, err
			}
			if err := inner.Write(files); err != nil {
				return 0, err
			}
			took, err := inner.Build(ctx, "//"+folder+":"+target)
			return took.Seconds(), err
		}
	}
	return run.interleave(ctx, 1, build("ours"), build("stock"))
}
