package cshared

import "fmt"

// An OrderError says that goroutines take domains in orders that can deadlock. Only libraries built
// with the tag cshared_debug find that out. errors.Is(err, StatusLockOrder) is true.
type OrderError struct {
	Held   string // The domain that this goroutine is in,
	Wanted string // and the one that it asked for.
	Stack  string // Where, earlier, they were taken the other way round; "" for a Do inside itself.
}

func (e *OrderError) Error() string {
	if e.Stack == "" {
		return fmt.Sprintf("domain %q is entered by a goroutine that is in it, or that works for one that is: it would wait for itself", e.Wanted)
	}
	return fmt.Sprintf("domain %q is entered inside %q, but %q has been entered inside %q, directly or through others: that can deadlock; take them in one order everywhere; the other order was seen here:\n%s",
		e.Wanted, e.Held, e.Held, e.Wanted, e.Stack)
}

// Unwrap returns StatusLockOrder.
func (e *OrderError) Unwrap() error { return StatusLockOrder }
