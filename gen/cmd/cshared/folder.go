package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gocshared/rules_go_cshared/gen/internal/outfile"
)

// checkDir refuses a folder with other Go files: the glue is a main package, and a folder has one package.
func checkDir(o *genOptions) error {
	entries, err := os.ReadDir(o.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unwritable(o.dir, err)
	}
	ours := outputsIn("", o.name)
	for _, e := range entries {
		switch name := e.Name(); {
		case filepath.Ext(name) == ".go" && name != ours.Go:
			return &problem{
				fmt.Sprintf("-o %s has the Go file %s, and what is generated is a `package main` of its own, which cannot lie in one folder with it", o.dir, name),
				[]string{"leave -o out, or name a folder without Go files", "if an earlier run with another -name wrote it, remove it"},
			}
		case e.IsDir() && (name == ours.Header || name == ours.Go || name == ours.C || name == ours.Symbols || name == ours.ABI):
			return &problem{
				fmt.Sprintf("-o %s has a folder %s, which is the name of a file to write", o.dir, name),
				[]string{"name another folder"},
			}
		}
	}
	return nil
}

func unwritable(dir string, err error) error {
	return &problem{
		fmt.Sprintf("cannot write to %s: %s", dir, outfile.Why(err)),
		[]string{"name a folder whose parent is there and can be written to: -o DIR"},
	}
}
