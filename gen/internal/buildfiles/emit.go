package buildfiles

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/bazelbuild/bazel-gazelle/config"
	"github.com/bazelbuild/bazel-gazelle/rule"
	"github.com/pmezard/go-difflib/difflib"
)

// ErrDiff says that -mode diff has found something.
var ErrDiff = errors.New("BUILD files are not up to date")

func fix(_ *config.Config, f *rule.File, _ io.Writer) error {
	text := f.Format()
	if bytes.Equal(text, f.Content) {
		return nil
	}
	return os.WriteFile(f.Path, text, 0o666)
}

func print(_ *config.Config, f *rule.File, w io.Writer) error {
	_, err := fmt.Fprintf(w, ">>> %s\n%s", f.Path, f.Format())
	return err
}

func diff(c *config.Config, f *rule.File, w io.Writer) error {
	text := f.Format()
	if bytes.Equal(text, f.Content) {
		return nil
	}
	name, err := filepath.Rel(c.RepoRoot, f.Path)
	if err != nil {
		return err
	}
	from := name
	if len(f.Content) == 0 {
		from = "/dev/null"
	}
	err = difflib.WriteUnifiedDiff(w, difflib.UnifiedDiff{
		A: lines(f.Content), B: lines(text), FromFile: from, ToFile: name, Context: 3,
	})
	return errors.Join(ErrDiff, err)
}

func lines(text []byte) (all []string) {
	for line := range bytes.Lines(text) {
		all = append(all, string(line))
	}
	return all
}
