package glue

import (
	"sync/atomic"
	"syscall"
	"unsafe"
)

// sink hands text over to the host; nil if it has not given one to init.
var sink atomic.Pointer[func(level int32, text *byte, size int) bool]

// Log gives a message to the host's sink, and says whether there is one.
func Log(level int, message string) bool {
	log := sink.Load()
	if log == nil {
		return false
	}
	text := append(append(make([]byte, 0, len(message)+1), message...), 0)
	return (*log)(int32(level), unsafe.SliceData(text), len(message))
}

// LogToStderr is for hosts without a sink. An os.File would end the process when nobody reads the other
// end of the pipe any more; that is no reason to.
func LogToStderr(line []byte) error {
	for len(line) > 0 {
		n, err := syscall.Write(2, line)
		switch {
		case err == syscall.EINTR:
		case err != nil:
			return err
		default:
			line = line[n:]
		}
	}
	return nil
}

// HasSink says whether somebody may read what is logged at any level.
func HasSink() bool { return sink.Load() != nil }
