package cshared

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestStatusOf(t *testing.T) {
	_, missing := os.Open(filepath.Join(t.TempDir(), "none"))
	_, lookup := net.LookupHost("invalid host name")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	_, closed := listener.Accept()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	reader.SetReadDeadline(time.Now())
	_, late := reader.Read(make([]byte, 1))
	reader.Close()
	_, shut := reader.Read(make([]byte, 1))
	expired, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()

	for _, test := range []struct {
		name string
		err  error
		want Status
	}{
		{"nil", nil, StatusOK},
		{"errno", syscall.EAGAIN, Status(syscall.EAGAIN)},
		{"errno, wrapped", fmt.Errorf("while: %w", syscall.EAGAIN), Status(syscall.EAGAIN)},
		{"errno, joined", errors.Join(errors.New("x"), syscall.EAGAIN), Status(syscall.EAGAIN)},
		{"errno 0", syscall.Errno(0), StatusUnknown},
		{"errno above ours", syscall.Errno(4096), StatusUnknown},
		{"status", fmt.Errorf("while: %w", StatusRetired), StatusRetired},
		{"status 0", Status(0), StatusUnknown},
		{"negative status", Status(-1), StatusUnknown},
		{"error object", fmt.Errorf("while: %w", &Error{Status: StatusGoexit}), StatusGoexit},
		{"nil error object", (*Error)(nil), StatusOK},
		{"missing file", missing, Status(syscall.ENOENT)},
		{"closed listener", closed, StatusClosed},
		{"closed file", shut, StatusClosed},
		{"net.ErrClosed", net.ErrClosed, StatusClosed},
		{"deadline of a file", late, Status(syscall.ETIMEDOUT)},
		{"deadline of a context", expired.Err(), Status(syscall.ETIMEDOUT)},
		{"os.ErrDeadlineExceeded", os.ErrDeadlineExceeded, Status(syscall.ETIMEDOUT)},
		{"another timeout", timeout{}, Status(syscall.ETIMEDOUT)},
		{"context.Canceled", context.Canceled, Status(syscall.ECANCELED)},
		{"io.EOF", io.EOF, StatusEndOfStream},
		{"io.ErrUnexpectedEOF", io.ErrUnexpectedEOF, Status(syscall.EBADMSG)},
		{"fs.ErrNotExist", fs.ErrNotExist, Status(syscall.ENOENT)},
		{"fs.ErrExist", fs.ErrExist, Status(syscall.EEXIST)},
		{"fs.ErrPermission", fs.ErrPermission, Status(syscall.EACCES)},
		{"fs.ErrInvalid", fs.ErrInvalid, Status(syscall.EINVAL)},
		{"fs.ErrClosed", fs.ErrClosed, StatusClosed},
		{"errors.ErrUnsupported", errors.ErrUnsupported, Status(syscall.EOPNOTSUPP)},
		{"any other", lookup, StatusUnknown},
	} {
		if test.err == nil && test.name != "nil" {
			t.Errorf("%s: there is no error", test.name)
		}
		if got := StatusOf(test.err); got != test.want {
			t.Errorf("%s: StatusOf(%v) = %v (%d), want %v (%d)", test.name, test.err, got, got, test.want, test.want)
		}
	}
}

type timeout struct{}

func (timeout) Error() string { return "too late" }
func (timeout) Timeout() bool { return true }

// What StatusOf maps to a status, the status matches on the way back.
func TestStatusMatchesWhatItStandsFor(t *testing.T) {
	targets := []error{
		context.Canceled, context.DeadlineExceeded, os.ErrDeadlineExceeded, io.EOF, io.ErrUnexpectedEOF,
		net.ErrClosed, fs.ErrClosed, fs.ErrNotExist, fs.ErrExist, fs.ErrPermission, fs.ErrInvalid,
		errors.ErrUnsupported, syscall.ENOENT, syscall.ERFKILL,
		io.ErrShortWrite, io.ErrShortBuffer, io.ErrClosedPipe, os.ErrProcessDone,
	}
	for _, target := range targets {
		back := fmt.Errorf("while: %w", StatusOf(target))
		if !errors.Is(back, target) {
			t.Errorf("%v does not match %v", back, target)
		}
		if errors.Is(StatusUnknown, target) || errors.Is(Status(syscall.EIO), target) && target != io.ErrShortWrite {
			t.Errorf("a foreign status matches %v", target)
		}
	}
	for status := Status(1); status < 134; status++ {
		var errno syscall.Errno
		if !errors.As(status.Err(), &errno) || Status(errno) != status {
			t.Errorf("errors.As finds %d in status %d", errno, status)
		}
	}
	var errno syscall.Errno
	if errors.As(StatusPanic.Err(), &errno) || errors.As(error(Status(-1)), &errno) {
		t.Error("a status of ours is a syscall.Errno")
	}
	if Status(0).Err() != nil {
		t.Error("StatusOK is an error")
	}
	if !Status(syscall.ETIMEDOUT).Timeout() || StatusPanic.Timeout() || !Status(syscall.EAGAIN).Temporary() {
		t.Error("Timeout or Temporary differ from the errno's")
	}
}

func TestStatusTexts(t *testing.T) {
	for status, want := range map[Status][2]string{
		StatusOK:               {"success", "OK"},
		StatusStaleHandle:      {"the object of this handle was freed", "STALE_HANDLE"},
		Status(syscall.ENOENT): {"No such file or directory", "ENOENT"},
		-1:                     {"unknown status", ""},
		4095:                   {"unknown status", ""},
	} {
		if got := [2]string{status.Error(), status.Name()}; got != want {
			t.Errorf("status %d: %q, want %q", status, got, want)
		}
	}
	// The Go names are complete when the value after the last one is no status.
	if name := (StatusCallback + 1).Name(); name != "" {
		t.Errorf("%s has no Go name", name)
	}
}

func TestContain(t *testing.T) {
	cause := errors.New("cause")
	var nobody *os.File
	for _, test := range []struct {
		name    string
		f       func() error
		status  Status
		message string
		cause   error
	}{
		{"error", func() error { return fmt.Errorf("while: %w", fs.ErrNotExist) }, Status(syscall.ENOENT), "while: file does not exist", fs.ErrNotExist},
		{"string", func() error { panic("boom") }, StatusPanic, "panic: boom", nil},
		{"error value", func() error { panic(cause) }, StatusPanic, "panic: cause", cause},
		{"nil", func() error { panic(nil) }, StatusPanic, "panic: panic called with nil argument", nil},
		{"nil dereference", func() error { _ = *nobody; return nil }, StatusPanic, "panic: runtime error: invalid memory address or nil pointer dereference", nil},
		{"error that panics when printed", func() error { panic(bad{}) }, StatusPanic, "panic: %!v(PANIC=Error method: worse)", nil},
		{"returned error that panics when matched", func() error { return bad{} }, StatusPanic, "panic: worse", nil},
		{"panic while panicking", func() error { defer panic("second"); panic("first") }, StatusPanic, "panic: second", nil},
	} {
		for name, contain := range map[string]func(func() error) *Error{"Contain": Contain, "Isolate": Isolate} {
			got := contain(test.f)
			if got == nil || got.Status != test.status || got.Error() != test.message {
				t.Errorf("%s: %s: %+v, want status %v, %q", name, test.name, got, test.status, test.message)
				continue
			}
			if test.cause != nil && !errors.Is(got, test.cause) {
				t.Errorf("%s: %s: the cause is lost: %+v", name, test.name, got)
			}
			if !errors.Is(got, test.status) {
				t.Errorf("%s: %s: the status is lost: %+v", name, test.name, got)
			}
			if has := strings.Contains(got.Stack, "error_test.go"); has != (test.status == StatusPanic) {
				t.Errorf("%s: %s: stack %q", name, test.name, got.Stack)
			}
		}
	}
	if got := Contain(func() error { return nil }); got != nil {
		t.Errorf("no error: %+v", got)
	}
}

type bad struct{}

func (bad) Error() string { panic("worse") }

func TestIsolateSurvivesGoexit(t *testing.T) {
	got := Isolate(func() error { runtime.Goexit(); return nil })
	if got == nil || got.Status != StatusGoexit {
		t.Errorf("%+v", got)
	}
	if got := Isolate(func() error { return nil }); got != nil {
		t.Errorf("no error: %+v", got)
	}
}

// With panicnil=1 recover returns nil for a panic, which must not pass for success.
func TestContainOldPanicNil(t *testing.T) {
	t.Setenv("GODEBUG", "panicnil=1")
	if got := Contain(func() error { panic(nil) }); got == nil || got.Status != StatusPanic {
		t.Errorf("%+v", got)
	}
}

func TestCatch(t *testing.T) {
	call := func(f func()) (result *Error) {
		defer Catch(&result)
		f()
		return nil
	}
	if got := call(func() { panic("boom") }); got == nil || got.Error() != "panic: boom" || !strings.Contains(got.Stack, "TestCatch") {
		t.Errorf("%+v", got)
	}
	if got := call(func() {}); got != nil {
		t.Errorf("no panic: %+v", got)
	}
}

func TestStackIsBounded(t *testing.T) {
	var recurse func(depth int) error
	recurse = func(depth int) error {
		if depth == 0 {
			panic(strings.Repeat("x", 2*MaxStack))
		}
		return recurse(depth - 1)
	}
	got := Contain(func() error { return recurse(10) })
	if len(got.Stack) > MaxStack || !strings.Contains(got.Stack, "goroutine ") {
		t.Errorf("%d bytes of stack", len(got.Stack))
	}
}

func TestErrorCrossesToC(t *testing.T) {
	want := Contain(func() error { panic("boom") })
	got, err := ImportError(want.Export())
	if err != nil || got.Status != want.Status || got.Message != want.Message || got.Stack != want.Stack {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	handle := (&Error{}).Export()
	got, err = ImportError(handle)
	if err != nil || got.Status != StatusUnknown || got.Message != StatusUnknown.Error() || got.Stack != "" {
		t.Errorf("an empty error: %+v, %v", got, err)
	}
	if _, err := ImportError(handle); err != StatusStaleHandle {
		t.Errorf("a second import: %v", err)
	}
	if _, err := ImportError(0); err != StatusForeignHandle {
		t.Errorf("no error: %v", err)
	}
}

func TestNewError(t *testing.T) {
	if NewError(nil) != nil {
		t.Error("nil is an error")
	}
	inner := &Error{Status: StatusPanic, Message: "boom", Stack: "stack"}
	if NewError(inner) != inner {
		t.Error("an error object is wrapped again")
	}
	outer := NewError(fmt.Errorf("while: %w", inner))
	if outer.Status != StatusPanic || outer.Message != "while: boom" || outer.Stack != "stack" || !errors.Is(outer, inner) {
		t.Errorf("%+v", outer)
	}
	none := func() error { return Contain(func() error { return nil }) }
	if got := Contain(none); got != nil {
		t.Errorf("a nil *Error handed on as an error: %+v", got)
	}
}

func BenchmarkContain(b *testing.B) {
	b.Run("Contain", func(b *testing.B) {
		for b.Loop() {
			Contain(func() error { return nil })
		}
	})
	b.Run("Isolate", func(b *testing.B) {
		for b.Loop() {
			Isolate(func() error { return nil })
		}
	})
}
