package glue

import "runtime"

// CallError is an error with the status that C gets, or has given.
type CallError struct {
	Status int32
	Text   string
	Stack  string // of a panic
}

func (e *CallError) Error() string { return e.Text }

// CSharedStatus is the status for C: StatusOf.
func (e *CallError) CSharedStatus() int32 { return e.Status }

// CSharedStack is the stack that C gets with the error.
func (e *CallError) CSharedStack() string { return e.Stack }

// endOfGoroutine says how a goroutine of ours has ended that did not come to its end: `value` is what
// recover returned in a deferred function, while the frames of the panic are still on the stack.
func endOfGoroutine(value any) error {
	if value == nil {
		return &CallError{Status: statusGoexit, Text: "the Go function ended its goroutine (runtime.Goexit)"}
	}
	if failed, ok := value.(*CallError); ok {
		return failed
	}
	Panics.Add(1)
	buffer := make([]byte, maxStack)
	return &CallError{Status: statusPanic, Text: "panic: " + describe(value), Stack: string(buffer[:runtime.Stack(buffer, false)])}
}

// Is makes the error one of Go's own that have the same status, such as fs.ErrNotExist, context.Canceled,
// io.EOF.
func (e *CallError) Is(target error) bool {
	for _, k := range known {
		if k.status == e.Status && k.err == target {
			return true
		}
	}
	return false
}
