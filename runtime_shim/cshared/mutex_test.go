package cshared

import (
	"errors"
	"sync"
	"syscall"
	"testing"
	"time"
)

func newMutex(t testing.TB, kind MutexKind) *Mutex {
	t.Helper()
	mutex, err := NewMutex(kind)
	if err != nil {
		t.Fatal(err)
	}
	return mutex
}

func TestMutexExcludes(t *testing.T) {
	for _, kind := range []MutexKind{MutexNormal, MutexErrorCheck, MutexRecursive} {
		mutex := newMutex(t, kind)
		count := 0
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				for range 2000 {
					if err := mutex.Lock(); err != nil {
						t.Error(err)
						return
					}
					count++
					if err := mutex.Unlock(); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		if count != 16000 {
			t.Errorf("kind %d: %d increments", kind, count)
		}
		if err := mutex.Close(); err != nil {
			t.Error(err)
		}
	}
}

func want(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func TestMutexStatuses(t *testing.T) {
	mutex := newMutex(t, MutexErrorCheck)
	want(t, "Unlock of a free one", mutex.Unlock(), syscall.EPERM)
	want(t, "Lock", mutex.Lock(), nil)
	if owned, err := mutex.Owned(); !owned || err != nil {
		t.Errorf("Owned = %v, %v", owned, err)
	}
	want(t, "Lock twice", mutex.Lock(), syscall.EDEADLK)
	want(t, "Close", mutex.Close(), syscall.EBUSY)
	done := make(chan bool)
	go func() {
		defer close(done)
		want(t, "TryLock elsewhere", mutex.TryLock(), syscall.EBUSY)
		want(t, "LockFor elsewhere", mutex.LockFor(2*time.Millisecond), syscall.ETIMEDOUT)
		want(t, "LockUntil elsewhere", mutex.LockUntil(Nanotime()-1), syscall.ETIMEDOUT)
		want(t, "LockFor(-1)", mutex.LockFor(-1), syscall.EINVAL)
		want(t, "Unlock elsewhere", mutex.Unlock(), syscall.EPERM)
	}()
	<-done
	stats, err := mutex.Stats()
	if err != nil || stats.Waits != 1 || stats.Longest < 2*time.Millisecond || stats.Total != stats.Longest {
		t.Errorf("Stats = %+v, %v", stats, err)
	}
	want(t, "Unlock", mutex.Unlock(), nil)
	want(t, "TryLock", mutex.TryLock(), nil)
	want(t, "Unlock", mutex.Unlock(), nil)
	want(t, "Close", mutex.Close(), nil)
	want(t, "Close twice", mutex.Close(), StatusStaleHandle)
	want(t, "Lock after Close", mutex.Lock(), StatusStaleHandle)
	want(t, "Unlock after Close", mutex.Unlock(), StatusStaleHandle)
	want(t, "zero Mutex", new(Mutex).Lock(), StatusForeignHandle)
	_, err = NewMutex(0)
	want(t, "NewMutex(0)", err, syscall.EINVAL)
}

func BenchmarkMutex(b *testing.B) {
	mutex := newMutex(b, MutexNormal)
	for b.Loop() {
		mutex.Lock()
		mutex.Unlock()
	}
}
