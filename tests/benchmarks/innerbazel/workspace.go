// Package innerbazel runs a second Bazel, on a workspace of its own that depends on this repository.
package innerbazel

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const bazelrc = `common --incompatible_strict_action_env
common --noenable_workspace
common --noshow_progress
common --color=no
common --curses=no
build --symlink_prefix=/
`

// Workspace is a Bazel workspace with its own output base, hence its own server.
type Workspace struct {
	// Dir is the root of the sources.
	Dir string

	folder     string
	program    string
	outputBase string
	kept       bool
}

// New makes an empty workspace in a folder below parent. It must be closed. If keep is set, the folder
// has always the same name and Close leaves it: the next run finds its tools and standard libraries
// built.
func New(parent, repository string, keep bool) (*Workspace, error) {
	program, err := Find(repository)
	if err != nil {
		return nil, err
	}
	folder, err := makeFolder(parent, keep)
	if err != nil {
		return nil, fmt.Errorf("inner workspace: %w", err)
	}
	w := &Workspace{
		Dir:        filepath.Join(folder, "workspace"),
		folder:     folder,
		program:    program,
		outputBase: filepath.Join(folder, "output"),
		kept:       keep,
	}
	if err := w.writeRoot(repository); err != nil {
		return nil, errors.Join(err, w.remove())
	}
	return w, nil
}

func makeFolder(parent string, keep bool) (string, error) {
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return "", err
	}
	if !keep {
		return os.MkdirTemp(parent, "inner-bazel-")
	}
	folder := filepath.Join(parent, "inner-bazel-kept")
	// The packages of the last run are of no use: each run builds new ones.
	return folder, os.RemoveAll(filepath.Join(folder, "workspace"))
}

func (w *Workspace) writeRoot(repository string) error {
	module, err := os.ReadFile(filepath.Join(repository, "MODULE.bazel"))
	if err != nil {
		return fmt.Errorf("inner workspace: %w", err)
	}
	version, err := os.ReadFile(filepath.Join(repository, ".bazelversion"))
	if err != nil {
		return fmt.Errorf("inner workspace: %w", err)
	}
	text, err := moduleText(repository, string(module))
	if err != nil {
		return err
	}
	return w.Write(map[string]string{
		".bazelrc":      bazelrc,
		".bazelversion": string(version),
		"BUILD.bazel":   "",
		"MODULE.bazel":  text,
	})
}

// Write writes source files: slash-separated path → content.
func (w *Workspace) Write(files map[string]string) error {
	for path, content := range files {
		path = filepath.Join(w.Dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return fmt.Errorf("inner workspace: %w", err)
		}
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			return fmt.Errorf("inner workspace: %w", err)
		}
	}
	return nil
}

// Output returns the one output file that matches the pattern below bazel-bin, whatever the
// configuration's name is.
func (w *Workspace) Output(pattern string) (string, error) {
	pattern = filepath.Join(w.outputBase, "execroot", "_main", "bazel-out", "*", "bin", filepath.FromSlash(pattern))
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("inner workspace: %d files match %s, want one (%v)", len(found), pattern, err)
	}
	return found[0], nil
}

// Close stops the server and removes everything, unless it is to be kept. It does its work also
// after ctx has ended.
func (w *Workspace) Close(ctx context.Context) error {
	_, err := w.run(context.WithoutCancel(ctx), "shutdown")
	return errors.Join(err, w.remove())
}

func (w *Workspace) remove() error {
	if w.kept {
		return nil
	}
	return removeAll(w.folder)
}

// removeAll also removes the read-only folders of Go's module cache and of Bazel's outputs.
func removeAll(folder string) error {
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return err
	})
	return errors.Join(err, os.RemoveAll(folder))
}
