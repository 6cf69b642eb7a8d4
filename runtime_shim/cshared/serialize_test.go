package cshared

import (
	"errors"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var kinds = map[string]DomainKind{"mutex": DomainMutex, "thread": DomainThread, "shared": DomainShared}

func newDomain(t testing.TB, name string, kind DomainKind) *Domain {
	t.Helper()
	d, err := NewDomain(name, kind)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDomainRunsOneAtATime(t *testing.T) {
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			d := newDomain(t, name, kind)
			count, threads := 0, map[int]bool{}
			var group sync.WaitGroup
			for range 32 {
				group.Go(func() {
					for range 500 {
						if err := d.Do(func() { count++; threads[syscall.Gettid()] = true }); err != nil {
							t.Error(err)
							return
						}
					}
				})
			}
			group.Wait()
			if count != 16000 {
				t.Errorf("%d calls ran", count)
			}
			if kind == DomainThread && len(threads) != 1 {
				t.Errorf("ran on %d threads", len(threads))
			}
			if err := d.Close(); err != nil {
				t.Error(err)
			}
			if err := d.Do(func() { t.Error("ran after Close") }); err != StatusClosed {
				t.Errorf("Do after Close: %v", err)
			}
			if err := d.Close(); err != StatusClosed {
				t.Errorf("Close after Close: %v", err)
			}
		})
	}
}

func TestDomainStats(t *testing.T) {
	d := newDomain(t, "waited for", DomainMutex)
	started, done := make(chan bool), make(chan bool)
	go func() {
		d.Do(func() { close(started); time.Sleep(5 * time.Millisecond) })
		close(done)
	}()
	<-started
	if err := d.Close(); !errors.Is(err, syscall.EBUSY) {
		t.Errorf("Close of a busy domain: %v", err)
	}
	d.Do(func() {})
	<-done
	if stats := d.Stats(); stats.Waits != 1 || stats.Total != stats.Longest || stats.Longest <= 0 {
		t.Errorf("Stats = %+v", stats)
	}
}

func TestDomainPanics(t *testing.T) {
	failure := errors.New("no")
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			d := newDomain(t, name, kind)
			func() {
				defer func() {
					err, _ := recover().(error)
					if !errors.Is(err, failure) {
						t.Errorf("recovered %v", err)
					}
					if p, ok := err.(*DomainPanic); ok != (kind == DomainThread) {
						t.Errorf("recovered a %T", err)
					} else if ok && (!strings.Contains(p.Stack, "TestDomainPanics") || !strings.Contains(p.Error(), "no")) {
						t.Errorf("message %s", p.Error())
					}
				}()
				d.Do(func() { panic(failure) })
			}()
			ran := false
			if err := d.Do(func() { ran = true }); err != nil || !ran {
				t.Errorf("Do after a panic: %v, ran: %v", err, ran)
			}
		})
	}
}

func TestDomainGoexit(t *testing.T) {
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			d := newDomain(t, name, kind)
			ended := make(chan bool)
			go func() {
				defer close(ended)
				d.Do(func() { runtime.Goexit() })
				t.Error("Do has returned")
			}()
			<-ended
			// The thread of a DomainThread is lost, and its thread-local state with it.
			var want error
			if kind == DomainThread {
				want = StatusGoexit
				<-d.ended
			}
			if err := d.Do(func() {}); !errors.Is(err, want) {
				t.Errorf("Do after Goexit: %v, want %v", err, want)
			}
			if err := d.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
}

func TestDomainThreadInsideItself(t *testing.T) {
	d := newDomain(t, "thread", DomainThread)
	ran := false
	err := d.Do(func() {
		if err := d.Do(func() { ran = true }); err != nil {
			t.Error(err)
		}
		if err := d.Close(); !errors.Is(err, syscall.EDEADLK) {
			t.Errorf("Close inside: %v", err)
		}
	})
	if err != nil || !ran {
		t.Errorf("%v, ran: %v", err, ran)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}

func TestDomainClosedUnderCalls(t *testing.T) {
	d := newDomain(t, "closed", DomainThread)
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			for {
				if err := d.Do(func() {}); err != nil {
					if err != StatusClosed {
						t.Error(err)
					}
					return
				}
			}
		})
	}
	time.Sleep(2 * time.Millisecond)
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	group.Wait()
}

func TestDomainKinds(t *testing.T) {
	for _, kind := range []DomainKind{0, 4, -1} {
		if _, err := NewDomain("unknown", kind); err != StatusInvalid {
			t.Errorf("kind %d: %v", kind, err)
		}
	}
	if newDomain(t, "mutex", DomainMutex).Handle() != 0 || newDomain(t, "shared", DomainShared).Handle() == 0 {
		t.Error("only a DomainShared has a handle")
	}
	defer func() {
		if message, _ := recover().(string); message != `cshared: domain "unknown": Invalid argument` && message != `cshared: domain "unknown": invalid argument` {
			t.Errorf("MustDomain panics with %q", message)
		}
	}()
	MustDomain("unknown", 0)
}

func BenchmarkDomain(b *testing.B) {
	for name, kind := range kinds {
		b.Run(name, func(b *testing.B) {
			d := newDomain(b, name, kind)
			for b.Loop() {
				d.Do(func() {})
			}
		})
	}
}
