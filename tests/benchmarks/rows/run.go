package rows

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/bazelbuild/rules_go/go/runfiles"

	"github.com/gocshared/rules_go_cshared/tests/benchmarks/innerbazel"
	"github.com/gocshared/rules_go_cshared/tests/benchmarks/report"
	"github.com/gocshared/rules_go_cshared/tests/benchmarks/sampling"
)

// Run is what the rows of one run share. It must be closed.
type Run struct {
	// Rounds is the number of rounds of the row that is measured now.
	Rounds int
	// Workdir is where the inner workspace is made; "" is the user's cache folder.
	Workdir string
	// Keep leaves the inner workspace for the next run.
	Keep bool
	// Log says what is going on.
	Log func(format string, args ...any)

	inner *innerbazel.Workspace
}

// interleave measures both sides for the row's number of rounds.
func (r *Run) interleave(ctx context.Context, warmup int, ours, baseline sampling.Measure) (report.Samples, error) {
	return sampling.Interleave(ctx, r.plan(warmup), ours, baseline)
}

// alone measures one side, where there is no baseline.
func (r *Run) alone(ctx context.Context, warmup int, ours sampling.Measure) (report.Samples, error) {
	return sampling.Alone(ctx, r.plan(warmup), ours)
}

func (r *Run) plan(warmup int) sampling.Plan {
	return sampling.Plan{Warmup: warmup, Rounds: r.Rounds, Progress: func(done, rounds int) {
		if step := max(1, rounds/4); done%step == 0 || done == rounds {
			r.Log("  round %d of %d", done, rounds)
		}
	}}
}

// Inner returns the inner workspace, which is made for the first row that asks.
func (r *Run) Inner() (*innerbazel.Workspace, error) {
	if r.inner != nil {
		return r.inner, nil
	}
	repository := os.Getenv("BUILD_WORKSPACE_DIRECTORY")
	if repository == "" {
		return nil, errors.New("BUILD_WORKSPACE_DIRECTORY is not set, so the repository to build from is unknown. Start the benchmarks with: ./bazelw run -c opt //tests/benchmarks")
	}
	parent := r.Workdir
	if parent == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return nil, fmt.Errorf("no folder for the inner workspace: %w. Name one with -workdir", err)
		}
		parent = filepath.Join(cache, "cshared-benchmarks")
	}
	inner, err := innerbazel.New(parent, repository, r.Keep)
	if err != nil {
		return nil, err
	}
	r.Log("  inner workspace %s; the first build makes tools and standard libraries", inner.Dir)
	r.inner = inner
	return inner, nil
}

// Close stops the inner Bazel and removes its workspace.
func (r *Run) Close(ctx context.Context) error {
	if r.inner == nil {
		return nil
	}
	return r.inner.Close(ctx)
}

// artefact returns the path of a file that BUILD.bazel names in `env`.
func artefact(variable string) (string, error) {
	rlocation := os.Getenv(variable)
	if rlocation == "" {
		return "", fmt.Errorf("%s is not set: the artefact that it names is built by Bazel. Start the benchmarks with: ./bazelw run -c opt //tests/benchmarks", variable)
	}
	path, err := runfiles.Rlocation(rlocation)
	if err != nil {
		return "", fmt.Errorf("%s=%s: %w", variable, rlocation, err)
	}
	// The real file: a link has a length of its own.
	return filepath.EvalSymlinks(path)
}
