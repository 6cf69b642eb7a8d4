package cshared

// #cgo CFLAGS: -std=c11 -fvisibility=hidden -I${SRCDIR}/../include
// #include "cshared/error.h"
import "C"

import (
	"errors"
	"os"
	"syscall"
	"unsafe"

	"github.com/gocshared/rules_go_cshared/runtime_shim/glue"
)

// A Status is what every function of the C API returns: 0 is success, values below 4096 are errno
// values, the rest is ours (cshared/status.h). As a Go error it matches what it stands for:
// errors.Is(Status(syscall.ENOENT), fs.ErrNotExist) is true, and errors.As finds the syscall.Errno.
type Status int32

// The statuses of ours, and those errno values that the package itself returns.
const (
	StatusOK              Status = C.CSHARED_OK
	StatusPanic           Status = C.CSHARED_PANIC
	StatusGoexit          Status = C.CSHARED_GOEXIT
	StatusPoisoned        Status = C.CSHARED_POISONED
	StatusClosed          Status = C.CSHARED_CLOSED
	StatusRetired         Status = C.CSHARED_RETIRED
	StatusStaleHandle     Status = C.CSHARED_STALE_HANDLE
	StatusForeignHandle   Status = C.CSHARED_FOREIGN_HANDLE
	StatusAfterFork       Status = C.CSHARED_AFTER_FORK
	StatusEndOfStream     Status = C.CSHARED_END_OF_STREAM
	StatusWrongGeneration Status = C.CSHARED_WRONG_GENERATION
	StatusUnknown         Status = C.CSHARED_UNKNOWN
	StatusExhausted       Status = C.CSHARED_EXHAUSTED
	StatusNoSignalStack   Status = C.CSHARED_NO_SIGNAL_STACK
	StatusLockOrder       Status = C.CSHARED_LOCK_ORDER
	StatusABIMismatch     Status = C.CSHARED_ABI_MISMATCH
	StatusCallback        Status = C.CSHARED_CALLBACK

	StatusInvalid  = Status(syscall.EINVAL)
	StatusNoMemory = Status(syscall.ENOMEM)
)

const statusFirst = C.CSHARED_STATUS_FIRST

// Error returns the status's text, which is the same as on the C side.
func (s Status) Error() string { return C.GoString(C.cshared_status_text(C.int(s))) }

// Name returns the status's name, "ENOENT" or "STALE_HANDLE", and "" for a value that is none.
func (s Status) Name() string {
	name := C.cshared_status_name(C.int(s))
	if name == nil {
		return ""
	}
	return C.GoString(name)
}

// Err returns s as an error, nil for StatusOK.
func (s Status) Err() error {
	if s == StatusOK {
		return nil
	}
	return s
}

// Is says that s stands for target: the errors of package syscall, fs, os, net, io and context
// that StatusOf maps to it.
func (s Status) Is(target error) bool {
	if target == nil || s == StatusUnknown {
		return false
	}
	if s > 0 && s < statusFirst {
		if errno := syscall.Errno(s); errno == target || errno.Is(target) {
			return true
		}
	}
	if _, ok := target.(Status); ok {
		return false // errors.Is has compared them
	}
	return (glue.IsKnown(target) || target == os.ErrProcessDone) && StatusOf(target) == s
}

// As fills in a syscall.Errno when s is one.
func (s Status) As(target any) bool {
	if errno, ok := target.(*syscall.Errno); ok && s > 0 && s < statusFirst {
		*errno = syscall.Errno(s)
		return true
	}
	return false
}

// Timeout says, as net.Error does, whether the status is that of a deadline.
func (s Status) Timeout() bool { return s > 0 && s < statusFirst && syscall.Errno(s).Timeout() }

// Temporary says whether the same call may succeed later.
func (s Status) Temporary() bool { return s > 0 && s < statusFirst && syscall.Errno(s).Temporary() }

// StatusOf returns the status that stands for err on the C side: StatusOK for nil, the Status or
// syscall.Errno that err wraps, the errno of a well-known error that it wraps, ETIMEDOUT for any
// other error that calls itself a timeout, and else StatusUnknown. Never 0 for an error; a nil *Error,
// which Contain returns and the caller may hand on as an error, is none.
func StatusOf(err error) Status {
	if isNone(err) {
		return StatusOK
	}
	if status := Status(glue.StatusOf(err)); status != StatusUnknown || !errors.Is(err, os.ErrProcessDone) {
		return status
	}
	return Status(syscall.ESRCH)
}

// CSharedStatus makes generated code return the status as it is.
func (s Status) CSharedStatus() int32 { return int32(s) }

// CSharedStatus makes generated code return the error's status; 0 stands for none.
func (e *Error) CSharedStatus() int32 {
	if e == nil {
		return 0
	}
	return int32(e.Status)
}

// CSharedStack makes generated code hand the stack over.
func (e *Error) CSharedStack() string { return e.Stack }

// An Error is an error object: what a status alone cannot say.
type Error struct {
	Status  Status
	Message string
	Stack   string // Of the goroutine that panicked, "" for other errors.
	Cause   error  // What the Go function returned or panicked with, if that is an error.
}

func isNone(err error) bool {
	own, ok := err.(*Error)
	return err == nil || ok && own == nil
}

// NewError returns the error object for err, nil for nil and for a nil *Error.
func NewError(err error) *Error {
	if isNone(err) {
		return nil
	}
	var own *Error
	if errors.As(err, &own) && own == err {
		return own
	}
	object := &Error{Status: StatusOf(err), Message: message(err), Cause: err}
	if own != nil { // It is wrapped.
		object.Stack = own.Stack
	}
	return object
}

// Error returns the message, or the status's text where there is none.
func (e *Error) Error() string {
	if e == nil {
		return StatusOK.Error()
	}
	if e.Message == "" {
		return e.Status.Error()
	}
	return e.Message
}

// Unwrap returns the status and the cause, so that errors.Is and errors.As match either.
func (e *Error) Unwrap() []error {
	if e == nil {
		return nil
	}
	if e.Cause == nil {
		return []error{e.Status}
	}
	return []error{e.Status, e.Cause}
}

// Export makes a C error object of e and returns its handle, which the C side owns and frees. A
// text that does not fit into memory is left out; the status always arrives.
func (e *Error) Export() Handle {
	status := e.Status
	if status <= 0 {
		status = StatusUnknown
	}
	var handle C.cshared_error
	C.cshared_error_new(C.int(status), text(e.Message), C.size_t(len(e.Message)), text(e.Stack), C.size_t(len(e.Stack)), &handle)
	return Handle(handle)
}

func text(s string) *C.char { return (*C.char)(unsafe.Pointer(unsafe.StringData(s))) }

// ImportError copies the C error object that handle names and frees it. It fails with
// StatusStaleHandle or StatusForeignHandle when there is none.
func ImportError(handle Handle) (*Error, error) {
	var code C.int
	var message, stack *C.char
	var messageSize, stackSize C.size_t
	object := C.cshared_error(handle)
	status := C.cshared_error_code(object, &code)
	if status == 0 {
		status = C.cshared_error_message(object, &message, &messageSize)
	}
	if status == 0 {
		status = C.cshared_error_stack(object, &stack, &stackSize)
	}
	if status != 0 {
		return nil, Status(status)
	}
	imported := &Error{
		Status:  Status(code),
		Message: string(unsafe.Slice((*byte)(unsafe.Pointer(message)), messageSize)),
		Stack:   string(unsafe.Slice((*byte)(unsafe.Pointer(stack)), stackSize)),
	}
	return imported, Status(C.cshared_error_free(object)).Err()
}
