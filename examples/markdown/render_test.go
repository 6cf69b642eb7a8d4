package markdown_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/bazelbuild/rules_go/go/runfiles"
)

// run starts render with the arguments in dir and returns what it printed and its exit code.
func run(t *testing.T, dir, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	rlocation := os.Getenv("RENDER")
	if rlocation == "" {
		t.Skip("RENDER is not set: the program is built by Bazel; run bazel test //examples/markdown:render_test")
	}
	path, err := runfiles.Rlocation(rlocation)
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), "BUILD_WORKING_DIRECTORY="+dir)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewBufferString(stdin), &out, &errs
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

func TestRender(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.md"), []byte("# a\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "--help"), []byte("*b*\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	usage := "usage: render [FILE...]\nPrints CommonMark 0.31.2 files, or standard input, as XHTML.\n"
	for _, test := range []struct {
		name           string
		args           []string
		stdin          string
		stdout, stderr string
		code           int
	}{
		{"file", []string{"a.md"}, "", "<h1>a</h1>\n", "", 0},
		{"stdin", nil, "*x*", "<p><em>x</em></p>\n", "", 0},
		{"dash among files", []string{"a.md", "-"}, "x", "<h1>a</h1>\n<p>x</p>\n", "", 0},
		{"empty input", nil, "", "", "", 0},
		{"help", []string{"--help"}, "", usage, "", 0},
		{"file that looks like an option", []string{"--", "--help"}, "", "<p><em>b</em></p>\n", "", 0},
		{"unknown option", []string{"-x"}, "", "", "render: unknown option -x; for a file of that name write: render -- -x\n" + usage, 2},
		{"missing file, others go on", []string{"no.md", "a.md"}, "", "<h1>a</h1>\n", "render: no.md: No such file or directory\n", 1},
		{"directory", []string{"."}, "", "", "render: .: Is a directory\n", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			stdout, stderr, code := run(t, dir, test.stdin, test.args...)
			if stdout != test.stdout || stderr != test.stderr || code != test.code {
				t.Errorf("render %q: exit %d, stdout %q, stderr %q; want exit %d, stdout %q, stderr %q",
					test.args, code, stdout, stderr, test.code, test.stdout, test.stderr)
			}
		})
	}
}
