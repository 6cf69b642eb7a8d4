package cshared

import (
	"os"
	"os/signal"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// A Go test is a Go program, whose runtime has handlers for all signals: they are kept out.
func subscribeSignals(t *testing.T, signals SignalSet, capacity int) *SignalSubscription {
	t.Helper()
	subscription, err := SubscribeSignals(signals, capacity, SignalReplace)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { subscription.Stop() })
	return subscription
}

func send(t testing.TB, signal syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(os.Getpid(), signal); err != nil {
		t.Fatal(err)
	}
}

func receive(t *testing.T, subscription *SignalSubscription) SignalEvent {
	t.Helper()
	select {
	case event, ok := <-subscription.Events():
		if !ok {
			t.Fatal("the channel is closed")
		}
		return event
	case <-time.After(10 * time.Second):
		t.Fatal("no signal arrived")
	}
	panic("not reached")
}

func TestSubscribeSignals(t *testing.T) {
	one := subscribeSignals(t, SignalsOf(syscall.SIGUSR1), 1)
	two := subscribeSignals(t, SignalsOf(syscall.SIGUSR1, syscall.SIGUSR2), 1)
	for range 100 {
		send(t, syscall.SIGUSR1)
		for _, subscription := range []*SignalSubscription{one, two} {
			event := receive(t, subscription)
			if event.Signal != syscall.SIGUSR1 || event.PID != int32(os.Getpid()) || event.UID != uint32(os.Getuid()) || event.Merged {
				t.Fatalf("%+v", event)
			}
		}
	}
	send(t, syscall.SIGUSR2)
	if event := receive(t, two); event.Signal != syscall.SIGUSR2 {
		t.Errorf("%+v", event)
	}
	if lost := LostSignals(); lost != 0 {
		t.Errorf("lost: %#x", lost)
	}
	if err := one.Stop(); err != nil {
		t.Error(err)
	}
	if err := one.Stop(); err != nil {
		t.Errorf("a second Stop: %v", err)
	}
	if event, ok := <-one.Events(); ok {
		t.Errorf("%+v after Stop", event)
	}
	send(t, syscall.SIGUSR1)
	receive(t, two)
}

func TestSubscribeSignalsRefusals(t *testing.T) {
	for _, test := range []struct {
		signals  SignalSet
		capacity int
		option   SignalOption
		want     Status
	}{
		{0, 1, 0, StatusInvalid},
		{SignalsOf(0, 65, -1), 1, 0, StatusInvalid},
		{SignalsOf(syscall.SIGUSR1), 0, 0, StatusInvalid},
		{SignalsOf(syscall.SIGUSR1), -1, 0, StatusInvalid},
		{SignalsOf(syscall.SIGUSR1), 1<<20 + 1, 0, StatusInvalid},
		{SignalsOf(syscall.SIGUSR1), 1, 2, StatusInvalid},
		{SignalsOf(syscall.SIGUSR1, syscall.SIGURG), 1, 0, Status(syscall.ENOTSUP)},
		{SignalsOf(syscall.SIGSEGV), 1, 0, Status(syscall.ENOTSUP)},
	} {
		subscription, err := SubscribeSignals(test.signals, test.capacity, test.option)
		if subscription != nil || err != test.want {
			t.Errorf("%+v: %v, %v", test, subscription, err)
		}
	}
}

// Stop delivers what was sent before, as far as it fits, and counts the rest. The signals go to this
// thread: another one, none of which blocks them here, could still be taking one.
func TestStopDrains(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	send := func(t *testing.T, signal syscall.Signal) {
		if err := syscall.Tgkill(os.Getpid(), syscall.Gettid(), signal); err != nil {
			t.Fatal(err)
		}
	}
	realtime := syscall.Signal(50)
	for round := range 100 {
		subscription := subscribeSignals(t, SignalsOf(realtime), 8)
		for range 8 {
			send(t, realtime)
		}
		if err := subscription.Stop(); err != nil {
			t.Fatal(err)
		}
		got := 0
		for range subscription.Events() {
			got++
		}
		if got != 8 || subscription.Dropped() != 0 {
			t.Fatalf("round %d: %d events, %d dropped, want 8 and 0", round, got, subscription.Dropped())
		}
	}
	subscription := subscribeSignals(t, SignalsOf(realtime), 8)
	for waiting := range 8 {
		send(t, realtime)
		for len(subscription.Events()) <= waiting {
			runtime.Gosched()
		}
	}
	const more = 20
	for range more {
		send(t, realtime)
	}
	subscription.Stop()
	got := 0
	for range subscription.Events() {
		got++
	}
	if got != 8 || subscription.Dropped() != more {
		t.Errorf("%d events and %d dropped, want 8 and %d", got, subscription.Dropped(), more)
	}
}

func TestSignalsFromManyGoroutines(t *testing.T) {
	const sent, senders = 100_000, 4
	realtime := syscall.Signal(51)
	keeper := subscribeSignals(t, SignalsOf(realtime), 4096)
	var received, made atomic.Int64
	var group, changers sync.WaitGroup
	done := make(chan struct{})
	group.Go(func() {
		for range keeper.Events() {
			received.Add(1)
		}
	})
	for range 2 {
		changers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				subscription, err := SubscribeSignals(SignalsOf(realtime), 4, SignalReplace)
				if err != nil {
					t.Error(err)
					return
				}
				made.Add(1)
				runtime.Gosched()
				subscription.Stop()
				for range subscription.Events() {
				}
			}
		})
	}
	var number atomic.Int64
	var sending sync.WaitGroup
	for range senders {
		sending.Go(func() {
			for mine := number.Add(1); mine <= sent; mine = number.Add(1) {
				for mine-received.Load() > 500 {
					runtime.Gosched()
				}
				for syscall.Kill(os.Getpid(), realtime) == syscall.EAGAIN {
					runtime.Gosched()
				}
			}
		})
	}
	sending.Wait()
	close(done)
	changers.Wait()
	keeper.Stop()
	group.Wait()
	if received.Load() != sent || keeper.Dropped() != 0 || made.Load() < 2 {
		t.Errorf("%d of %d signals, %d dropped, %d other subscriptions", received.Load(), sent, keeper.Dropped(), made.Load())
	}
}

func TestSignalDeliveryAllocatesNothing(t *testing.T) {
	subscription := subscribeSignals(t, SignalsOf(syscall.SIGUSR1), 1)
	pid := os.Getpid()
	if allocations := testing.AllocsPerRun(2000, func() {
		syscall.Kill(pid, syscall.SIGUSR1)
		<-subscription.Events()
	}); allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

// os/signal takes the handler away; the check says so.
func TestLostSignals(t *testing.T) {
	subscribeSignals(t, SignalsOf(syscall.SIGUSR2), 1)
	theirs := make(chan os.Signal, 1)
	signal.Notify(theirs, syscall.SIGUSR2)
	defer signal.Stop(theirs)
	// The Go runtime's handler is the one from before, so it only is installed again when it was gone.
	if lost := LostSignals(); lost != 0 && lost != SignalsOf(syscall.SIGUSR2) {
		t.Errorf("lost: %#x", lost)
	}
}

func TestSignalSnapshot(t *testing.T) {
	before, err := SnapshotSignals()
	if err != nil {
		t.Fatal(err)
	}
	subscription := subscribeSignals(t, SignalsOf(syscall.SIGUSR1), 1)
	after, err := SnapshotSignals()
	if err != nil {
		t.Fatal(err)
	}
	changes, err := before.Compare(after)
	if err != nil {
		t.Fatal(err)
	}
	handlers, threads := 0, 0
	for _, change := range changes {
		switch change.What {
		case SignalHandler:
			handlers++
			if change.Subject != int(syscall.SIGUSR1) && change.Subject != int(syscall.SIGSTKFLT) || change.Before == change.After {
				t.Errorf("%+v", change)
			}
		case SignalThreadNew:
			// The router's. SIGUSR1 may be missing: the kernel shows what it waits for as not blocked.
			if mask := SignalSet(change.After); mask.Has(syscall.SIGHUP) && !mask.Has(syscall.SIGSEGV) {
				threads++
			}
		}
	}
	if handlers < 1 || handlers > 2 || threads != 1 {
		t.Errorf("%d handlers, %d threads changed: %+v", handlers, threads, changes)
	}
	subscription.Stop()
	if changed, err := before.Restore(SignalsOf(syscall.SIGUSR1)); changed != 0 || err != nil {
		t.Errorf("Stop left %#x, %v", changed, err)
	}
	for _, snapshot := range []SignalSnapshot{before, after} {
		if err := snapshot.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := before.Close(); err != StatusStaleHandle {
		t.Errorf("a second Close: %v", err)
	}
	if _, err := before.Compare(after); err != StatusStaleHandle {
		t.Errorf("Compare after Close: %v", err)
	}
	if _, err := (SignalSnapshot{}).Restore(1); err != StatusForeignHandle {
		t.Errorf("no snapshot: %v", err)
	}
}

func BenchmarkSignalRoundTrip(b *testing.B) {
	subscription, err := SubscribeSignals(SignalsOf(syscall.SIGUSR1), 1, SignalReplace)
	if err != nil {
		b.Fatal(err)
	}
	defer subscription.Stop()
	for b.Loop() {
		send(b, syscall.SIGUSR1)
		<-subscription.Events()
	}
}
