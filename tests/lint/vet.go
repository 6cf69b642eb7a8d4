package lint

import (
	"os"
	"os/exec"
	"strings"
)

func vet(input) (*exec.Cmd, error) {
	path, err := goTool("go")
	if err != nil {
		return nil, err
	}
	return readonly(exec.Command(path, "vet", "./...")), nil
}

// readonly keeps a check from rewriting go.mod; of two -mod flags the last one counts.
func readonly(command *exec.Cmd) *exec.Cmd {
	command.Env = append(os.Environ(), "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" -mod=readonly"))
	return command
}
