// Package faults is a library for processes in which something is missing: memory, threads, descriptors,
// system calls. The programs in host put it there.
package faults

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"os"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/gocshared/rules_go_cshared/runtime_shim/lifecycle"
)

var logger = slog.New(lifecycle.LogHandler())

// What the start of a library must not do, and does.
func init() {
	//cshared:allow os.Getenv the host sets it before it loads us
	switch os.Getenv("FAULTS_INIT") {
	case "waits":
		//cshared:allow os.Getenv as above
		fd, _ := strconv.Atoi(os.Getenv("FAULTS_FD"))
		_, _ = syscall.Read(fd, make([]byte, 1))
	case "panics":
		panic("init boom")
	case "exits":
		//cshared:allow os.Exit a test is about it
		os.Exit(7)
	case "blocks":
		select {}
	}
}

//cshared:export
func Answer() int { return 42 }

// Sleep waits for a timer of Go.
//
//cshared:export
func Sleep(milliseconds int) { time.Sleep(time.Duration(milliseconds) * time.Millisecond) }

// kept is the memory that Go keeps.
var kept [][]byte

// Allocate keeps so much memory of Go, written to.
//
//cshared:export
func Allocate(size int) {
	memory := make([]byte, size)
	for i := 0; i < size; i += 4096 {
		memory[i] = 1
	}
	kept = append(kept, memory)
}

// Text gives text, which C's malloc has the memory for.
//
//cshared:export
func Text(size int) string { return string(make([]byte, size)) }

//cshared:export
func Collect() { runtime.GC() }

var (
	blocked sync.WaitGroup
	pipe    [2]int
)

// Block has so many threads wait in the kernel.
//
//cshared:export
func Block(threads int) error {
	if err := syscall.Pipe(pipe[:]); err != nil {
		return err
	}
	var begun sync.WaitGroup
	for range threads {
		begun.Add(1)
		blocked.Go(func() {
			runtime.LockOSThread()
			begun.Done()
			_, _ = syscall.Read(pipe[0], make([]byte, 1))
			runtime.UnlockOSThread()
		})
	}
	begun.Wait()
	return nil
}

// Unblock gives them back to Go, which keeps them.
//
//cshared:export
func Unblock() error {
	err := syscall.Close(pipe[1])
	blocked.Wait()
	return errors.Join(err, syscall.Close(pipe[0]))
}

//cshared:export
func Open(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	return file.Close()
}

// Print writes to standard error, where Go ends the process if nobody reads it any more: the shim keeps
// it from that.
//
//cshared:export
func Print(text string) error {
	_, err := os.Stderr.WriteString(text + "\n")
	return err
}

// Log logs to the host's sink, or to standard error, and says whether it got there.
//
//cshared:export
func Log(text string) error {
	return logger.Handler().Handle(context.Background(), slog.NewRecord(time.Time{}, slog.LevelInfo, text, 0))
}

// Recover makes Go recover from a fault of its own code, which is a signal first.
//
//cshared:export
func Recover() (err error) {
	defer func() {
		if recover() == nil {
			err = errors.New("nothing to recover from")
		}
	}()
	var nothing *struct{ number int }
	nothing.number = 1
	return nil
}

//cshared:export
func Random() error {
	_, err := rand.Read(make([]byte, 64))
	return err
}

// Steps calls a function of the host.
//
//cshared:export
//cshared:borrow step
func Steps(n int, step func(i int)) {
	for i := range n {
		step(i)
	}
}
