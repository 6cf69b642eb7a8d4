package faults

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/bazelbuild/rules_go/go/runfiles"
)

func file(t *testing.T, variable string) string {
	t.Helper()
	path, err := runfiles.Rlocation(os.Getenv(variable))
	if os.Getenv(variable) == "" {
		t.Skip(variable + " is not set: host and library are built by Bazel; run bazel test //tests/faults/...")
	} else if err != nil {
		t.Fatal(err)
	}
	return path
}

// inject runs the host with a fault and wants the one end that is defined.
func inject(t *testing.T, f fault) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // the host has an alarm at half of it
	defer cancel()
	cmd := exec.CommandContext(ctx, file(t, "HOST"), append([]string{file(t, "LIBRARY")}, strings.Fields(f.steps)...)...)
	cmd.Env = append(os.Environ(), "FAULTS_INIT="+f.start)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if f.limited && cmd.ProcessState.ExitCode() == cannot {
		t.Skip(stderr.String())
	}
	if got := end(cmd.ProcessState.Sys().(syscall.WaitStatus)); !slices.Contains(strings.Split(f.end, " or "), got) {
		t.Errorf("ends by %s, want %s", got, f.end)
	}
	if said := slices.Collect(strings.Lines(stdout.String())); !f.isSaid(said) {
		t.Errorf("the host says\n%s\nwant\n%s", stdout.String(), strings.Join(f.said, "\n"))
	}
	if f.complaint == "" && stderr.Len() != 0 || !strings.Contains(stderr.String(), f.complaint) {
		t.Errorf("standard error has not %q alone", f.complaint)
	}
	if t.Failed() {
		t.Logf("steps: %s\nstandard error:\n%s", f.steps, stderr.String())
	}
}

// cannot is how the host ends when the machine does not let it make the fault.
const cannot = 4

func (f fault) isSaid(lines []string) bool {
	if f.meanwhile && len(lines) < len(f.said) {
		return len(lines) == len(f.said)-1
	}
	return strings.Join(lines, "") == strings.Join(append(slices.Clip(f.said), ""), "\n")
}

func end(status syscall.WaitStatus) string {
	if status.Signaled() {
		return fmt.Sprintf("signal %d", status.Signal())
	}
	return fmt.Sprintf("exit %d", status.ExitStatus())
}

func TestFaults(t *testing.T) {
	for _, f := range faults {
		t.Run(f.what, func(t *testing.T) { inject(t, f) })
	}
}

func TestRefusedSystemCalls(t *testing.T) {
	for _, r := range refusals {
		for _, f := range faultsOf(r) {
			t.Run(f.what, func(t *testing.T) { inject(t, f) })
		}
	}
}

// rows are the tables of the handbook, as they are tested.
func rows() []string {
	var made []string
	for _, f := range faults {
		made = append(made, fmt.Sprintf("| %s | %s | %s |", f.what, f.happens, f.end))
	}
	for _, r := range refusals {
		made = append(made, fmt.Sprintf("| %s | %s | %s |", r.calls, r.happens, r.end))
	}
	return made
}

func TestFaultsAreInTheHandbook(t *testing.T) {
	page, err := os.ReadFile("../../docs/host-handbook.md")
	if err != nil {
		t.Fatal(err)
	}
	var written []string
	inside := false
	for line := range strings.Lines(string(page)) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasSuffix(line, "| what happens | the process ends |"):
			inside = true
		case !strings.HasPrefix(line, "|"):
			inside = false
		case inside && line != "|---|---|---|":
			written = append(written, line)
		}
	}
	if want := rows(); !slices.Equal(written, want) {
		t.Errorf("docs/host-handbook.md has\n%s\nand what is tested is\n%s", strings.Join(written, "\n"), strings.Join(want, "\n"))
	}
}
