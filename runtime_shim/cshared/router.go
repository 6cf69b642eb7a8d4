package cshared

// #cgo CFLAGS: -std=c11 -fvisibility=hidden -I${SRCDIR}/../include
// #cgo noescape cshared_router_read
// #cgo nocallback cshared_router_read
// #include "cshared/router.h"
import "C"

import (
	"os"
	"sync"
	"syscall"
)

// A SignalEvent is a signal that was taken, as cshared/router.h explains it.
type SignalEvent struct {
	Signal syscall.Signal
	Code   int32
	PID    int32
	UID    uint32
	Status int32
	Merged bool // More than one signal, of which only the number is known.
	Value  uint64
}

// A SignalSubscription delivers signals to a channel. Unlike os/signal it gets them through the
// library's router: the signals may be blocked in all threads, the host's handler is called as well,
// and what else subscribes to them, here or in another library, gets each of them too.
//
// Delivery allocates nothing: one goroutine moves events from a queue in C memory to the channel.
type SignalSubscription struct {
	events chan SignalEvent
	bell   *os.File // Readable when the queue has events.
	handle C.cshared_subscription
	done   chan struct{} // Closed when the goroutine has ended.
	stop   chan struct{} // Closed when it is to wait for the reader no more.
	once   sync.Once
	lost   uint64 // What did not fit into the channel at the end; set before done.
	err    error  // Of Stop.
}

// A SignalOption changes a subscription.
type SignalOption uint32

// SignalReplace keeps the handler that was there before from being called while the subscription lives.
const SignalReplace SignalOption = C.CSHARED_ROUTER_REPLACE

// SubscribeSignals subscribes to signals. Up to capacity events wait in the channel and as many in the
// queue behind it; further ones are dropped and counted. It fails with EINVAL for an empty set or a
// capacity out of range, with ENOTSUP for a signal that cannot be had (SIGSEGV, SIGURG…).
func SubscribeSignals(signals SignalSet, capacity int, options ...SignalOption) (*SignalSubscription, error) {
	if capacity < 1 || capacity > C.CSHARED_ROUTER_QUEUE {
		return nil, StatusInvalid
	}
	var flags C.uint32_t
	for _, option := range options {
		flags |= C.uint32_t(option)
	}
	var handle C.cshared_subscription
	var descriptor C.int
	status := Status(C.cshared_router_subscribe_queue(C.cshared_signals(signals), flags, C.uint32_t(capacity), &handle, &descriptor))
	if status != StatusOK {
		return nil, status
	}
	// A copy, which the file may close whenever it likes.
	bell, err := duplicate(int(descriptor))
	if err != nil {
		C.cshared_router_unsubscribe(handle)
		return nil, err
	}
	s := &SignalSubscription{
		events: make(chan SignalEvent, capacity),
		bell:   bell,
		handle: handle,
		done:   make(chan struct{}),
		stop:   make(chan struct{}),
	}
	go s.move()
	return s, nil
}

func duplicate(descriptor int) (*os.File, error) {
	copied, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(descriptor), syscall.F_DUPFD_CLOEXEC, 0)
	if errno != 0 {
		return nil, Status(errno)
	}
	// It is non-blocking already, so reading waits in the runtime's poller and not on a thread.
	return os.NewFile(copied, "signals"), nil
}

// Events returns the channel of the events. It is closed by Stop.
func (s *SignalSubscription) Events() <-chan SignalEvent { return s.events }

// Dropped returns how many events were lost because the reader was too slow.
func (s *SignalSubscription) Dropped() uint64 {
	select {
	case <-s.done:
		return s.lost
	default:
	}
	var dropped C.uint64_t
	if C.cshared_router_dropped(s.handle, &dropped) != 0 { // It ended meanwhile.
		<-s.done
		return s.lost
	}
	return uint64(dropped)
}

// Stop unsubscribes and closes the channel. What was sent before is in the channel, as far as it fits;
// nothing comes after. It does not wait for the reader, and may be
// called again and from anywhere.
func (s *SignalSubscription) Stop() error {
	s.once.Do(func() {
		s.err = Status(C.cshared_router_close(s.handle)).Err()
		close(s.stop)
	})
	<-s.done
	return s.err
}

// move moves events from the queue to the channel until the queue is closed.
func (s *SignalSubscription) move() {
	defer close(s.done)
	defer s.bell.Close()
	defer close(s.events)
	var rings [8]byte
	var event C.cshared_router_event
	var unsent uint64
	for {
		switch C.cshared_router_read(s.handle, &event) {
		case 0:
			if !s.send(goEvent(&event)) {
				unsent++
			}
		case C.int(syscall.EAGAIN):
			if _, err := s.bell.Read(rings[:]); err != nil {
				// Cannot happen while the descriptor is open; without it there is nothing to wait for.
				unsent++
				C.cshared_router_close(s.handle)
			}
		default: // Closed and empty.
			var dropped C.uint64_t
			C.cshared_router_dropped(s.handle, &dropped)
			s.lost = uint64(dropped) + unsent
			C.cshared_router_unsubscribe(s.handle)
			return
		}
	}
}

// send waits for room in the channel, but not longer than until Stop.
func (s *SignalSubscription) send(event SignalEvent) bool {
	select {
	case s.events <- event:
		return true
	default:
	}
	select {
	case s.events <- event:
		return true
	case <-s.stop:
	}
	select { // The last room there is.
	case s.events <- event:
		return true
	default:
		return false
	}
}

func goEvent(event *C.cshared_router_event) SignalEvent {
	return SignalEvent{
		Signal: syscall.Signal(event.number),
		Code:   int32(event.code),
		PID:    int32(event.pid),
		UID:    uint32(event.uid),
		Status: int32(event.status),
		Merged: event.flags&C.CSHARED_ROUTER_MERGED != 0,
		Value:  uint64(event.value),
	}
}

// LostSignals returns the subscribed signals whose handler is no longer the library's: they arrive only
// while all threads block them, or if the handler that is there now calls the former one.
func LostSignals() SignalSet {
	var lost C.cshared_signals
	C.cshared_router_check(&lost)
	return SignalSet(lost)
}
