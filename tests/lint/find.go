package lint

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// goTool finds a program of the Go distribution: "go" or "gofmt". The PATH of a test under Bazel
// may lack them, hence GOROOT.
func goTool(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	if root := os.Getenv("GOROOT"); root != "" {
		path, err := exec.LookPath(filepath.Join(root, "bin", name))
		if err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("lint: %s is neither on PATH nor in $GOROOT/bin; install Go (https://go.dev/doc/install), or set one of the two", name)
}

// missingToolError says that a tool is not installed and is no part of the Go toolchain, so that the
// check may be skipped.
type missingToolError struct{ tool, get string }

func (e *missingToolError) Error() string {
	return fmt.Sprintf("lint: %s is not on PATH, so its check did not run; get it: %s", e.tool, e.get)
}

func shellcheckTool() (string, error) {
	path, err := exec.LookPath("shellcheck")
	if err != nil {
		return "", &missingToolError{"shellcheck", "apt-get install shellcheck, or https://github.com/koalaman/shellcheck#installing"}
	}
	return path, nil
}
