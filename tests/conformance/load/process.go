package load

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// answer is the JSON object that the host prints.
type answer struct {
	OK    bool     `json:"ok"`
	Why   string   `json:"why"`
	Skip  string   `json:"skip"` // why the check cannot look here
	Lines []string `json:"lines"`
}

// run starts a host process of its own for one check, and returns what it answered. An error says
// how the process ended when that was not the end of a host that ran to its last line: the exit
// status must be 0 with a positive answer or 1 with a negative one, so a library that calls exit(0)
// cannot pass.
func run(parent context.Context, host string, timeout time.Duration, args ...string) (answer, error) {
	stdout := new(tail)
	status, stderr, err := execute(parent, stdout, host, timeout, args...)
	if err != nil {
		return answer{}, err
	}
	a, err := judge(status, stdout.String())
	if err != nil {
		return answer{}, fmt.Errorf("%w%s", err, stderr.quote())
	}
	return a, nil
}

// execute waits for a process and all that it started.
func execute(parent context.Context, stdout io.Writer, host string, timeout time.Duration, args ...string) (syscall.WaitStatus, *tail, error) {
	ctx, cancel := context.WithTimeout(parent, timeout)
	defer cancel()
	stderr := new(tail)
	cmd := exec.CommandContext(ctx, host, args...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.Env = append(cmd.Environ(), "CSHARED_PROBE_CHANGED=start", "CSHARED_PROBE_REMOVED=start")
	// What the library starts belongs to the group of the host and dies with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		return 0, nil, fmt.Errorf("the host cannot be started: %w", err)
	}
	err := cmd.Wait()
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	if ctx.Err() != nil {
		return 0, nil, fmt.Errorf("still running after %v: killed with its process group%s", timeout, stderr.quote())
	}
	if errors.Is(err, exec.ErrWaitDelay) {
		return 0, nil, fmt.Errorf("left a process behind that held its output open: killed%s", stderr.quote())
	}
	return cmd.ProcessState.Sys().(syscall.WaitStatus), stderr, nil
}

func judge(status syscall.WaitStatus, stdout string) (answer, error) {
	if status.Signaled() {
		return answer{}, fmt.Errorf("the process was killed by %s", signalName(status.Signal()))
	}
	code := status.ExitStatus()
	if code != 0 && code != 1 {
		return answer{}, fmt.Errorf("the process ended with exit status %d, want 0 or 1", code)
	}
	var a answer
	if err := json.Unmarshal([]byte(stdout), &a); err != nil {
		return answer{}, fmt.Errorf("the process ended with exit status %d before the check did: does something in the library call exit?", code)
	}
	if a.OK != (code == 0) {
		return answer{}, fmt.Errorf("the process answered ok = %v, but ended with exit status %d: did something in the library call exit?", a.OK, code)
	}
	return a, nil
}

// signalName gives the names that people search for; the rest get their text.
func signalName(s syscall.Signal) string {
	names := map[syscall.Signal]string{
		syscall.SIGABRT: "SIGABRT", syscall.SIGBUS: "SIGBUS", syscall.SIGFPE: "SIGFPE",
		syscall.SIGILL: "SIGILL", syscall.SIGKILL: "SIGKILL", syscall.SIGPIPE: "SIGPIPE",
		syscall.SIGQUIT: "SIGQUIT", syscall.SIGSEGV: "SIGSEGV", syscall.SIGSYS: "SIGSYS",
		syscall.SIGTERM: "SIGTERM", syscall.SIGTRAP: "SIGTRAP", syscall.SIGURG: "SIGURG",
	}
	if name, ok := names[s]; ok {
		return name
	}
	return fmt.Sprintf("signal %d (%v)", int(s), s)
}

// tail keeps the end of what is written to it: a library may print without end.
type tail struct{ bytes.Buffer }

const mostOutput = 64 << 10

func (t *tail) Write(p []byte) (int, error) {
	if over := t.Len() + len(p) - mostOutput; over > 0 {
		t.Next(min(over, t.Len()))
	}
	t.Buffer.Write(p[max(0, len(p)-mostOutput):])
	return len(p), nil
}

const shownOutput = 12

// quote shows the first lines, which is where a crash tells its reason.
func (t *tail) quote() string {
	text := strings.TrimSpace(t.String())
	if text == "" {
		return ""
	}
	lines := strings.Split(text, "\n")
	if len(lines) > shownOutput {
		lines = append(lines[:shownOutput], fmt.Sprintf("… (%d lines in all)", len(lines)))
	}
	return "\nits output:\n  " + strings.Join(lines, "\n  ")
}
