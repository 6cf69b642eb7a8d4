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
	"runtime"
	"slices"
	"strings"
	"sync"
)

// hostSources are those of the program that loads a library, for where no Bazel builds it. They are embedded
// here because a Go package cannot lie in a folder with C files.
//
//go:embed host/*.c host/*.h
var hostSources embed.FS

// CompileHost writes the sources of the host to a folder, and compiles them there, as many at once as there are
// CPUs: whoever checks a library waits for it. The compiler may have arguments of its own. It returns the path of
// the program.
func CompileHost(ctx context.Context, folder string, compiler []string) (string, error) {
	files, err := fs.Glob(hostSources, "host/*")
	if err != nil {
		return "", err
	}
	var objects []string
	for _, name := range files {
		text, err := hostSources.ReadFile(name)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(folder, path.Base(name)), text, 0o600); err != nil {
			return "", err
		}
		if source, ok := strings.CutSuffix(path.Base(name), ".c"); ok {
			objects = append(objects, source+".o")
		}
	}
	failed := make([]error, len(objects))
	var all sync.WaitGroup
	free := make(chan struct{}, runtime.NumCPU())
	for i, object := range objects {
		all.Go(func() {
			free <- struct{}{}
			failed[i] = compile(ctx, folder, compiler, "-std=c11", "-D_GNU_SOURCE", "-O1", "-c", "-o", object, strings.TrimSuffix(object, ".o")+".c")
			<-free
		})
	}
	all.Wait()
	for _, err := range failed {
		if err != nil {
			return "", err // The others say the same as a rule.
		}
	}
	if err := compile(ctx, folder, compiler, append([]string{"-o", "host"}, append(objects, "-ldl", "-lm", "-lpthread", "-lrt", "-rdynamic")...)...); err != nil {
		return "", err
	}
	return filepath.Join(folder, "host"), nil
}

func compile(ctx context.Context, folder string, compiler []string, args ...string) error {
	cmd := exec.CommandContext(ctx, compiler[0], slices.Concat(compiler[1:], args)...)
	cmd.Dir = folder
	// What the compiler leaves behind when it is stopped goes with the folder.
	cmd.Env = append(os.Environ(), "TMPDIR="+folder)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s does not compile the host: %w\n%s", strings.Join(compiler, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}
