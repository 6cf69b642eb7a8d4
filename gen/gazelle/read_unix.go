//go:build unix

package gazelle

import (
	"os"
	"syscall"
)

// readFile reads into the buffer, unless the file is larger. os.ReadFile makes about twice as many system
// calls for each file, and garbage: with thousands of files that is what the extension spends its time on.
func readFile(path string, buffer []byte) ([]byte, error) {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	defer syscall.Close(fd)
	n := 0
	for n < len(buffer) {
		some, err := syscall.Read(fd, buffer[n:])
		switch {
		case err == syscall.EINTR:
		case err != nil:
			return nil, err
		case some == 0:
			return buffer[:n], nil
		default:
			n += some
		}
	}
	return os.ReadFile(path)
}
