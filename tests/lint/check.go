package lint

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A Check is one tool with the files that it reads.
type Check struct {
	Name string
	fix  string // What to do about a finding, for a person.

	wanted  func(path string, content func() []byte) bool
	command func(tree input) (*exec.Cmd, error)
}

// An input is what one run of a tool is about.
type input struct {
	root  string
	files []string // Relative to root.
}

// Checks returns all checks. Tools that go.mod pins are run from the folder module, which may be
// another one than the tree that is checked.
func Checks(module string) []Check {
	return []Check{
		{Name: "Gofmt", fix: "gofmt -s -w .", wanted: isGo, command: gofmt},
		{Name: "Vet", fix: "change the code; `go vet ./...` repeats the check. C files that are no part of a cgo package belong in another folder", wanted: isGo, command: vet},
		{
			Name:    "Buildifier",
			fix:     "go tool buildifier -mode=fix -lint=fix -r . (and by hand what it cannot repair)",
			wanted:  isStarlark,
			command: func(tree input) (*exec.Cmd, error) { return buildifier(module, tree) },
		},
		{
			Name:    "Gazelle",
			fix:     "go run ./gen/cmd/cshared gazelle (and `# keep` with a reason for what it cannot know)",
			wanted:  isBuildFile,
			command: func(tree input) (*exec.Cmd, error) { return gazelle(module, tree) },
		},
		{Name: "Shellcheck", fix: "change the script; the finding's SC number leads to https://www.shellcheck.net/wiki/", wanted: isShell, command: shellcheck},
	}
}

// Run checks the tree below root. It returns "" for a clean tree, else what the tool found with
// the way to repair it. An error means that nothing was checked.
func (c Check) Run(root string) (string, error) {
	found, err := files(root, c.wanted)
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", fmt.Errorf("lint: %s has no file to check below %s; a check that sees nothing would always pass", c.Name, root)
	}
	command, err := c.command(input{root: root, files: found})
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	if command.Dir == "" {
		command.Dir = root
	}
	err = command.Run()
	var status *exec.ExitError
	if err != nil && !errors.As(err, &status) {
		return "", err
	}
	if err == nil {
		return "", nil
	}
	return c.report(out.String(), root, err), nil
}

func (c Check) report(out, root string, err error) string {
	text := strings.TrimSpace(strings.ReplaceAll(out, root+string(os.PathSeparator), ""))
	if text == "" {
		text = fmt.Sprintf("the tool printed nothing: %v", err)
	}
	return fmt.Sprintf("%s found:\n%s\nPossible fixes:\n- %s\n", c.Name, text, c.fix)
}

// gofmt simplifies (-s), which go/format in the process would not. With -d a difference is an error.
func gofmt(tree input) (*exec.Cmd, error) {
	path, err := goTool("gofmt")
	if err != nil {
		return nil, err
	}
	return exec.Command(path, append([]string{"-s", "-d"}, tree.files...)...), nil
}

func buildifier(module string, tree input) (*exec.Cmd, error) {
	path, err := goTool("go")
	if err != nil {
		return nil, err
	}
	arguments := []string{"tool", "buildifier", "-mode=check", "-lint=warn"}
	for _, file := range tree.files {
		arguments = append(arguments, filepath.Join(tree.root, file))
	}
	command := exec.Command(path, arguments...)
	command.Dir = module
	return readonly(command), nil
}

// gazelle asks no one for the modules of imports: those of go.mod are known.
func gazelle(module string, tree input) (*exec.Cmd, error) {
	path, err := goTool("go")
	if err != nil {
		return nil, err
	}
	command := exec.Command(path, "run", "./gen/cmd/cshared", "gazelle", "-mode=diff", "-external=static", "-repo_root="+tree.root, tree.root)
	command.Dir = module
	return readonly(command), nil
}

func shellcheck(tree input) (*exec.Cmd, error) {
	path, err := shellcheckTool()
	if err != nil {
		return nil, err
	}
	return exec.Command(path, append([]string{"--external-sources", "--format=gcc"}, tree.files...)...), nil
}
