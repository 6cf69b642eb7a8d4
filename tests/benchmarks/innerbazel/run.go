package innerbazel

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// What `bazel run` sets for the programs it starts means nothing to another Bazel, or worse: runfiles
// variables would lead its actions to the outer runfiles.
var outer = []string{"BUILD_", "RUNFILES_", "JAVA_RUNFILES=", "PYTHON_RUNFILES=", "RUN_UNDER_RUNFILES=", "BAZEL_"}

func innerEnvironment(environment []string) []string {
	return slices.DeleteFunc(slices.Clone(environment), func(variable string) bool {
		return slices.ContainsFunc(outer, func(prefix string) bool { return strings.HasPrefix(variable, prefix) })
	})
}

// Build builds the targets and returns the wall time of the whole command, as a user sees it.
func (w *Workspace) Build(ctx context.Context, args ...string) (time.Duration, error) {
	return w.run(ctx, append([]string{"build"}, args...)...)
}

func (w *Workspace) run(ctx context.Context, args ...string) (time.Duration, error) {
	command := exec.CommandContext(ctx, w.program, append([]string{"--output_base=" + w.outputBase, "--max_idle_secs=600"}, args...)...)
	command.Dir = w.Dir
	command.Env = innerEnvironment(os.Environ())
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	// A killed client leaves its server building; an interrupted one takes the build back.
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 30 * time.Second
	start := time.Now()
	err := command.Run()
	took := time.Since(start)
	if err != nil {
		return took, fmt.Errorf("inner Bazel: %s in %s: %w\n%s", strings.Join(command.Args, " "), w.Dir, err, output.String())
	}
	return took, nil
}
