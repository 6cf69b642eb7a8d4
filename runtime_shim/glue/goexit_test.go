package glue

import (
	"runtime"
	"strings"
	"testing"
	"unsafe"
)

func TestLayoutIsKnown(t *testing.T) {
	if _, ok := layout(); !ok {
		t.Fatalf("Goexit in a call would be fatal with %s: add its layout of runtime._panic", runtime.Version())
	}
}

// call runs f as generated code does.
func call(c *Call, f func()) {
	c.Status = Running
	defer func() {
		if c.Status == Running {
			c.Recovered(recover())
		}
	}()
	f()
	c.Status = 0
}

func TestEndsOfCalls(t *testing.T) {
	deep := func(f func()) func() {
		return func() {
			defer func() {}()
			for range 3 {
				func() { defer runtime.Gosched(); f() }()
			}
		}
	}
	var scratch [1 << 17]byte
	for _, test := range []struct {
		name    string
		f       func()
		status  int32
		message string
	}{
		{"return", func() {}, 0, ""},
		{"panic", func() { panic("boom") }, statusPanic, "panic: boom"},
		{"Goexit", runtime.Goexit, statusGoexit, "the Go function ended its goroutine (runtime.Goexit)"},
		{"Goexit below defers", deep(runtime.Goexit), statusGoexit, "the Go function ended its goroutine (runtime.Goexit)"},
		{"panic below defers", deep(func() { panic("boom") }), statusPanic, "panic: boom"},
		{"panic during Goexit", func() { defer func() { panic("late") }(); runtime.Goexit() }, statusPanic, "panic: late"},
		{"panic recovered during Goexit", func() {
			defer func() {
				defer func() { recover() }()
				panic("late")
			}()
			runtime.Goexit()
		}, statusGoexit, "the Go function ended its goroutine (runtime.Goexit)"},
		{"Goexit during panic", func() { defer runtime.Goexit(); panic("first") }, statusGoexit, "the Go function ended its goroutine (runtime.Goexit)"},
	} {
		for range 3 { // nothing is left behind
			c := Call{WantsError: 1, Scratch: unsafe.Pointer(&scratch), Room: uint64(len(scratch))}
			call(&c, test.f)
			if c.Status != test.status {
				t.Errorf("%s: status %d, want %d", test.name, c.Status, test.status)
				continue
			}
			if test.status == 0 {
				continue
			}
			if message := string(scratch[:c.Message]); message != test.message {
				t.Errorf("%s: message %q, want %q", test.name, message, test.message)
			}
			if stack := string(scratch[c.Message : c.Message+c.Stack]); !strings.Contains(stack, "TestEndsOfCalls") {
				t.Errorf("%s: the stack does not lead here:\n%s", test.name, stack)
			}
		}
	}
	if value := func() any { defer func() { recover() }(); return 1 }(); value != 1 {
		t.Error("an ordinary deferred function no longer works")
	}
}
