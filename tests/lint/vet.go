package lint

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// vet runs go vet without the C files of the tree: the go command compiles every C file that lies
// in a cgo package's folder into the package. Here some of them are hosts with a main of their own,
// and all of them are compiled by Bazel, which generates headers for them and sets their flags.
func vet(tree input) (*exec.Cmd, error) {
	path, err := goTool("go")
	if err != nil {
		return nil, err
	}
	overlay, err := withoutC(tree)
	if err != nil {
		return nil, err
	}
	command := readonly(exec.Command(path, "vet", "-overlay="+overlay, "./..."))
	// Headers are included by their path in the repository, as under Bazel.
	command.Env = append(command.Env, "CGO_CPPFLAGS="+os.Getenv("CGO_CPPFLAGS")+" '-I"+tree.root+"'")
	return command, nil
}

// withoutC writes an overlay for the go command in which the tree's C files do not exist.
func withoutC(tree input) (string, error) {
	sources, err := files(tree.root, isC)
	if err != nil {
		return "", err
	}
	replace := map[string]string{}
	for _, source := range sources {
		replace[filepath.Join(tree.root, source)] = ""
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file := filepath.Join(tree.scratch, "overlay.json")
	return file, os.WriteFile(file, text, 0o666)
}

// readonly keeps a check from rewriting go.mod; of two -mod flags the last one counts.
func readonly(command *exec.Cmd) *exec.Cmd {
	command.Env = append(os.Environ(), "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" -mod=readonly"))
	return command
}
