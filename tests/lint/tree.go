package lint

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Root returns the folder of the source tree that dir lies in: the nearest one above with a
// MODULE.bazel.
//
// Under Bazel that file is a symbolic link among the test's runfiles. It is followed, because the
// checks are about the whole tree and not about the files that a target happens to list.
func Root(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for above := dir; ; above = filepath.Dir(above) {
		file, err := filepath.EvalSymlinks(filepath.Join(above, "MODULE.bazel"))
		if err == nil {
			return filepath.Dir(file), nil
		}
		if above == filepath.Dir(above) {
			return "", fmt.Errorf("lint: no MODULE.bazel in %s or a folder above it, so the source tree is unknown; run the test inside the repository, or list //:MODULE.bazel in its data", dir)
		}
	}
}

// files lists the regular files below root that wanted accepts, relative to root and in the order
// of their names. Version control's folder and Bazel's output links hold nothing of the tree.
func files(root string, wanted func(path string, content func() []byte) bool) ([]string, error) {
	var found []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && path != root && (name == ".git" || strings.HasPrefix(name, "bazel-")) {
			return filepath.SkipDir
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		// A file that another test writes and removes meanwhile is as good as empty.
		content := func() []byte {
			text, _ := os.ReadFile(path)
			return text
		}
		if wanted(path, content) {
			relative, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			found = append(found, relative)
		}
		return nil
	})
	return found, err
}
