// Package lifecycle is a library whose beginning, end and panics are tested by the programs in host.
package lifecycle

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"

	"github.com/gocshared/rules_go_cshared/runtime_shim/lifecycle"
)

var logger = slog.New(lifecycle.LogHandler())

//cshared:export
func Getenv(name string) (value string, found bool) { return os.LookupEnv(name) }

//cshared:export
func Setenv(name, value string) error { return os.Setenv(name, value) }

// CountEnv is how many variables there are.
//
//cshared:export
func CountEnv() int { return len(os.Environ()) }

// Settings reads what init sets.
//
//cshared:export
func Settings() (procs, percent int, limit int64) {
	percent = debug.SetGCPercent(-1)
	debug.SetGCPercent(percent)
	return runtime.GOMAXPROCS(0), percent, debug.SetMemoryLimit(-1)
}

//cshared:export
func Log(level int, text string, value int) {
	logger.With("value", value).Log(context.Background(), slog.Level(level), text, "level", "own")
}

//cshared:export
func Print(text string) error {
	_, err := lifecycle.LogWriter().Write([]byte(text))
	return err
}

// Thing is an object to leave behind.
type Thing struct{ text string }

//cshared:export
func NewThing(text string) *Thing { return &Thing{text} }

//cshared:export
func (t *Thing) Text() string { return t.text }

// Block reads a byte, so it returns when the host wants it to.
//
//cshared:export
func Block(fd int) error {
	logger.Info("blocks")
	_, err := syscall.Read(fd, make([]byte, 1))
	logger.Info("goes on")
	return err
}

// OnShutdown registers a hook of a kind.
//
//cshared:export
func OnShutdown(kind string) {
	lifecycle.OnShutdown(func(ctx context.Context) error {
		logger.Info("hook " + kind)
		switch kind {
		case "denied":
			return fs.ErrPermission
		case "plain":
			return errors.New("no words")
		case "panics":
			panic("hook boom")
		case "exits":
			runtime.Goexit()
		case "waits":
			<-ctx.Done()
			return ctx.Err()
		case "hangs":
			select {}
		case "registers":
			OnShutdown("late")
		}
		return nil
	})
}

// OnShutdownBlock registers a hook that reads a byte.
//
//cshared:export
func OnShutdownBlock(fd int) {
	lifecycle.OnShutdown(func(context.Context) error { return Block(fd) })
}

//cshared:export
func Panic(text string) { panic(text) }

// PanicLater gives one value, and panics then.
//
//cshared:export
func PanicLater(text string) iter.Seq[int64] {
	return func(yield func(int64) bool) {
		yield(1)
		panic(text)
	}
}

//cshared:export
func Exit() { runtime.Goexit() }

//cshared:export
//cshared:panics poison
func PanicPoison(text string) { panic(text) }

//cshared:export
//cshared:panics poison
func FailPoison(text string) error { return errors.New(text) }

//cshared:export
//cshared:panics poison
func ExitPoison() { runtime.Goexit() }

var together struct {
	sync.Mutex
	sync.WaitGroup
	once sync.Once
}

// PanicTogether panics when as many calls as it is told are in it.
//
//cshared:export
//cshared:panics poison
func PanicTogether(text string, calls int) {
	together.once.Do(func() { together.Add(calls) })
	together.Done()
	together.Wait()
	panic(text)
}

//cshared:export
func PanicInGoroutine(text string) {
	go panic(text)
	select {}
}

//cshared:export
//cshared:infallible
func Half(x float64) float64 { return x / 2 }
