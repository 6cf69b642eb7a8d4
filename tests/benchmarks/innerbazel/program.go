package innerbazel

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Program is the environment variable that names the Bazel to run inside.
const Program = "CSHARED_INNER_BAZEL"

// Find returns the Bazel to run inside: what the environment names, else the repository's bazelw,
// which knows which Bazel works here and with what settings.
func Find(repository string) (string, error) {
	named := os.Getenv(Program)
	if named == "" {
		named = filepath.Join(repository, "bazelw")
	}
	program, err := exec.LookPath(named)
	if err != nil {
		return "", fmt.Errorf("%s is not a program that can be run (%w). The build rows run a Bazel of their own: set %s to the Bazel to use, or unset it to use the repository's bazelw", named, err, Program)
	}
	return filepath.Abs(program)
}
