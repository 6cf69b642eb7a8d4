//go:build !unix

package gazelle

import "os"

func readFile(path string, _ []byte) ([]byte, error) { return os.ReadFile(path) }
