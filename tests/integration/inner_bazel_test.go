package integration_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"
)

// innerBazel runs Bazel in workspaces of its own, beside a copy of this repository.
type innerBazel struct {
	program string
	folder  string // holds rules_go_cshared/ and the workspaces
	output  string // --output_user_root
}

// newInnerBazel unpacks the sources and finds a Bazel; the server is shut down at the end of the test.
func newInnerBazel(t *testing.T) *innerBazel {
	t.Helper()
	rlocation := os.Getenv("SOURCES")
	if rlocation == "" {
		t.Skip("the sources are packed by Bazel: run bazel test //tests/integration:integration_test")
	}
	sources, err := runfiles.Rlocation(rlocation)
	if err != nil {
		t.Fatal(err)
	}
	bazel := &innerBazel{program: os.Getenv("CSHARED_INNER_BAZEL"), folder: innerFolder(t)}
	if bazel.program == "" {
		if bazel.program, err = exec.LookPath("bazel"); err != nil {
			t.Fatal("no Bazel to run inside the test: CSHARED_INNER_BAZEL is not set and bazel is not on PATH.\nPossible fixes:\n- run the tests with ./bazelw test\n- put bazel 7.7 or 8 on PATH")
		}
	}
	bazel.output = filepath.Join(bazel.folder, "output")
	repository := filepath.Join(bazel.folder, "rules_go_cshared")
	if err := os.RemoveAll(repository); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(repository, 0o777); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("tar", "-xf", sources, "-C", repository).CombinedOutput(); err != nil {
		t.Fatalf("unpacking the sources: %v\n%s", err, out)
	}
	return bazel
}

// innerFolder returns the folder that bazelw lends, in which fetched and built files of earlier runs
// still lie, locked against another run; else the test's own.
func innerFolder(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("CSHARED_INNER_FOLDER")
	if folder == "" {
		return os.Getenv("TEST_TMPDIR")
	}
	lock, err := os.Create(filepath.Join(folder, "lock"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lock.Close() })
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	return folder
}

// run runs Bazel in the workspace and returns what it printed and whether it succeeded.
func (b *innerBazel) run(t *testing.T, workspace string, args ...string) (string, bool) {
	t.Helper()
	// A server per workspace, but one folder for what is fetched and built: most of the time is there.
	startup := []string{"--output_user_root=" + b.output, "--max_idle_secs=30"}
	switch args[0] {
	case "build", "test":
		args = append([]string{args[0],
			"--disk_cache=" + filepath.Join(b.folder, "disk-cache"),
			"--repository_cache=" + filepath.Join(b.folder, "repository-cache"),
			// The test's own sandbox is around all of it; sandboxes do not nest everywhere.
			"--spawn_strategy=local", "--lockfile_mode=off", "--test_output=errors", "--color=no", "--curses=no", "--noshow_progress",
		}, args[1:]...)
	}
	cmd := exec.Command(b.program, append(startup, args...)...)
	cmd.Dir = workspace
	cmd.Env = b.environment()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatalf("%s: %v", b.program, err)
	}
	return fmt.Sprintf("$ bazel %q\n%s", args, out.String()), err == nil
}

// environment is that of a user: this test's own TEST_ and RUNFILES_ variables would reach inner tests.
func (b *innerBazel) environment() []string {
	home := filepath.Join(b.folder, "home")
	_ = os.MkdirAll(home, 0o777)
	env := []string{"HOME=" + home, "USER=" + os.Getenv("USER"), "PATH=" + os.Getenv("PATH")}
	for _, name := range []string{"GOPROXY", "GOFLAGS", "GOSUMDB", "GONOSUMDB", "SSL_CERT_FILE"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}
