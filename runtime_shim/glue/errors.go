package glue

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strconv"
	"sync/atomic"
	"syscall"
)

// Panics counts the panics that were contained.
var Panics atomic.Uint64

// known maps Go's own errors to statuses.
var known = []struct {
	err    error
	status int32
}{
	{context.Canceled, int32(syscall.ECANCELED)},
	{context.DeadlineExceeded, int32(syscall.ETIMEDOUT)},
	{io.EOF, statusEndOfStream},
	{io.ErrUnexpectedEOF, int32(syscall.EBADMSG)},
	{io.ErrShortWrite, int32(syscall.EIO)},
	{io.ErrShortBuffer, int32(syscall.ENOBUFS)},
	{io.ErrClosedPipe, int32(syscall.EPIPE)},
	{fs.ErrClosed, statusClosed},
	{errors.ErrUnsupported, int32(syscall.EOPNOTSUPP)},
	{fs.ErrNotExist, int32(syscall.ENOENT)},
	{fs.ErrExist, int32(syscall.EEXIST)},
	{fs.ErrPermission, int32(syscall.EACCES)},
	{fs.ErrInvalid, int32(syscall.EINVAL)},
}

// StatusOf returns the status that stands for an error on the C side: the one it carries (method
// CSharedStatus), the syscall.Errno that it wraps, the errno of a well-known error that it wraps,
// ETIMEDOUT for any other error that calls itself a timeout, else UNKNOWN. Never 0 for an error.
func StatusOf(err error) int32 {
	var own interface{ CSharedStatus() int32 }
	if errors.As(err, &own) {
		if status := own.CSharedStatus(); status > 0 {
			return status
		}
	}
	var errno syscall.Errno
	if errors.As(err, &errno) && errno > 0 && errno < statusFirst {
		return int32(errno)
	}
	for _, k := range known {
		if errors.Is(err, k.err) {
			return k.status
		}
	}
	if wraps(err, isNetClosed) {
		return statusClosed
	}
	var timeout interface{ Timeout() bool }
	if errors.As(err, &timeout) && timeout.Timeout() {
		return int32(syscall.ETIMEDOUT)
	}
	return statusUnknown
}

// IsKnown says whether the error is one of those that have a status without wrapping anything.
func IsKnown(err error) bool {
	for _, k := range known {
		if err == k.err {
			return true
		}
	}
	var timeout interface{ Timeout() bool }
	return isNetClosed(err) || errors.As(err, &timeout) && timeout.Timeout()
}

// isNetClosed knows net.ErrClosed by its text, so that not every library gets package net. The text
// is a promise: "Keep this string consistent because of issue #4373" (Go's internal/poll/fd.go).
func isNetClosed(err error) bool { return err.Error() == "use of closed network connection" }

// wraps says whether match holds for err or an error that it wraps.
func wraps(err error, match func(error) bool) bool {
	if err == nil {
		return false
	}
	if match(err) {
		return true
	}
	switch wrapper := err.(type) {
	case interface{ Unwrap() error }:
		return wraps(wrapper.Unwrap(), match)
	case interface{ Unwrap() []error }:
		for _, wrapped := range wrapper.Unwrap() {
			if wraps(wrapped, match) {
				return true
			}
		}
	}
	return false
}

// message is err.Error(), also when that panics.
func message(err error) (text string) {
	defer func() {
		if recover() != nil {
			text = "an error whose text cannot be had: its Error method panics"
		}
	}()
	return err.Error()
}

// describe renders a value that was panicked with, as the runtime does where it can.
func describe(value any) (text string) {
	defer func() {
		if recover() != nil {
			text = "a value that cannot be printed: its method panics"
		}
	}()
	switch v := value.(type) {
	case error:
		return message(v)
	case interface{ String() string }:
		return v.String()
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case int32:
		return strconv.FormatInt(int64(v), 10)
	case int64:
		return strconv.FormatInt(v, 10)
	case uint64:
		return strconv.FormatUint(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case nil:
		return "nil"
	}
	return "a value that is neither an error nor text"
}
