// Package exportdata reads what the first lines of a compiled Go package say about the toolchain.
package exportdata

import (
	"bufio"
	"errors"
	"io"
	"os"
	"strings"
)

// Toolchain names the target and the Go version of a compiled package.
type Toolchain struct{ GOOS, GOARCH, Version string }

// ErrUnknown says that the file does not begin as the compiler's files do.
var ErrUnknown = errors.New("no line of the Go compiler")

// Read returns the toolchain that compiled the package in the file.
func Read(path string) (Toolchain, error) {
	f, err := os.Open(path)
	if err != nil {
		return Toolchain{}, err
	}
	defer f.Close()
	// The line is the first one behind the 68 bytes of the archive's head; the rest is binary.
	head, err := io.ReadAll(io.LimitReader(f, 4096))
	if err != nil {
		return Toolchain{}, err
	}
	for s := bufio.NewScanner(strings.NewReader(string(head))); s.Scan(); {
		words := strings.Fields(s.Text())
		if len(words) >= 5 && words[0] == "go" && words[1] == "object" {
			return Toolchain{GOOS: words[2], GOARCH: words[3], Version: words[4]}, nil
		}
	}
	return Toolchain{}, ErrUnknown
}
