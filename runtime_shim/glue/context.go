package glue

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Context is what a call can be told by to stop. C has its number, and a word that C writes says whether
// it was cancelled: cshared/context.h.
type Context struct {
	context.Context
	cancel    context.CancelFunc
	cancelled *uint32 // Of C: not 0 when it was. It stays readable until Free.
}

// ContextSide is C's half.
type ContextSide struct {
	New  func() (number uint64, cancelled *uint32, status int32)
	Free func(number uint64) int32
	// Refusal is why a number is not that of a context, 0 if it is.
	Refusal func(number uint64) int32
	Wait    func() uint64 // The number of a context that was cancelled; 0 after Wake.
	Wake    func()
}

// Contexts are all of a library's. The zero value needs its Side.
type Contexts struct {
	Side ContextSide

	mu      sync.Mutex
	byID    sync.Map // of *Context by uint64
	live    atomic.Int64
	waiting bool // A goroutine looks for cancelled contexts.
}

// ContextCall is the call that makes one.
type ContextCall struct {
	Call
	Timeout int64
	Number  Number
}

// New makes a context that ends after so many nanoseconds, or not by itself if that is negative.
func (c *Contexts) New(timeout int64) (Number, int32) {
	number, cancelled, status := c.Side.New()
	if status != 0 {
		return 0, status
	}
	made := &Context{cancelled: cancelled}
	if timeout < 0 {
		made.Context, made.cancel = context.WithCancel(context.Background())
	} else {
		made.Context, made.cancel = context.WithTimeout(context.Background(), time.Duration(timeout))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byID.Store(number, made)
	c.live.Add(1)
	if !c.waiting {
		c.waiting = true
		go c.wait()
	}
	return Number(number), 0
}

// Get returns the context of a number: Background for 0.
func (c *Contexts) Get(number Number) (context.Context, int32) {
	if number == 0 {
		return context.Background(), 0
	}
	found, ok := c.byID.Load(uint64(number))
	if !ok {
		return nil, c.refusal(number)
	}
	made := found.(*Context)
	if atomic.LoadUint32(made.cancelled) != 0 {
		made.cancel() // The goroutine that looks may not have come to it.
	}
	return made.Context, 0
}

// Free ends a context and gives its number back.
func (c *Contexts) Free(number Number) int32 {
	found, ok := c.byID.LoadAndDelete(uint64(number))
	if !ok {
		return c.refusal(number)
	}
	found.(*Context).cancel()
	status := c.Side.Free(uint64(number))
	if c.live.Add(-1) == 0 {
		c.Side.Wake()
	}
	return status
}

func (c *Contexts) refusal(number Number) int32 {
	if status := c.Side.Refusal(uint64(number)); status != 0 {
		return status
	}
	return statusStaleHandle // It is just being freed.
}

// Live returns how many there are.
func (c *Contexts) Live() int64 { return c.live.Load() }

// wait ends contexts that C has cancelled, as long as there are any.
func (c *Contexts) wait() {
	for {
		number := c.Side.Wait()
		if number != 0 {
			if found, ok := c.byID.Load(number); ok {
				found.(*Context).cancel()
			}
			continue
		}
		c.mu.Lock()
		if c.live.Load() == 0 {
			c.waiting = false
			c.mu.Unlock()
			return
		}
		c.mu.Unlock()
	}
}
