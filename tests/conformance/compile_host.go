package conformance

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

// hostSources are those of the program that loads a library, for where no Bazel builds it. They are embedded
// here because a Go package cannot lie in a folder with C files.
//
//go:embed host/*.c host/*.h
var hostSources embed.FS

// CompileHost writes the sources of the host to a folder, and compiles them there. The compiler may have
// arguments of its own. It returns the path of the program.
func CompileHost(ctx context.Context, folder string, compiler []string) (string, error) {
	args := append(compiler[1:len(compiler):len(compiler)], "-std=c11", "-D_GNU_SOURCE", "-O1", "-o", "host")
	files, err := fs.Glob(hostSources, "host/*")
	if err != nil {
		return "", err
	}
	for _, name := range files {
		text, err := hostSources.ReadFile(name)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(folder, path.Base(name)), text, 0o600); err != nil {
			return "", err
		}
		if path.Ext(name) == ".c" {
			args = append(args, path.Base(name))
		}
	}
	cmd := exec.CommandContext(ctx, compiler[0], append(args, "-ldl", "-lpthread")...)
	cmd.Dir = folder
	// What the compiler leaves behind when it is stopped goes with the folder.
	cmd.Env = append(os.Environ(), "TMPDIR="+folder)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%s does not compile the host: %w\n%s", strings.Join(compiler, " "), err, strings.TrimSpace(string(out)))
	}
	return filepath.Join(folder, "host"), nil
}
