// Package outfile writes the outputs of a run: all of them or none.
package outfile

import (
	"errors"
	"io/fs"
	"os"
)

// File is one output.
type File struct {
	Path string
	Data []byte
}

// WriteAll writes the files. If one cannot be written, it removes those that it wrote, and returns
// the path and the error.
func WriteAll(files []File) (string, error) {
	for i, f := range files {
		if err := os.WriteFile(f.Path, f.Data, 0o644); err != nil {
			for _, written := range files[:i] {
				os.Remove(written.Path)
			}
			return f.Path, err
		}
	}
	return "", nil
}

// Why returns the reason of a file error without operation and path, which the message has.
func Why(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}
