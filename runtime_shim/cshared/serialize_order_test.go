//go:build cshared_debug

package cshared

import (
	"errors"
	"strings"
	"testing"
)

func inside(outer, inner *Domain) (err error) {
	if outerErr := outer.Do(func() { err = inner.Do(func() {}) }); outerErr != nil {
		return outerErr
	}
	return err
}

func TestDomainOrder(t *testing.T) {
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			a, b, c := newDomain(t, "a", kind), newDomain(t, "b", DomainMutex), newDomain(t, "c", DomainThread)
			for _, pair := range [][2]*Domain{{a, b}, {a, b}, {b, c}, {a, c}} {
				if err := inside(pair[0], pair[1]); err != nil {
					t.Errorf("%s, %s: %v", pair[0].name, pair[1].name, err)
				}
			}
			for _, pair := range [][2]*Domain{{b, a}, {c, b}, {c, a}} {
				err := inside(pair[0], pair[1])
				var order *OrderError
				if !errors.Is(err, StatusLockOrder) || !errors.As(err, &order) {
					t.Errorf("%s, %s: %v", pair[0].name, pair[1].name, err)
					continue
				}
				if order.Held != pair[0].name || order.Wanted != pair[1].name || !strings.Contains(order.Stack, "cshared.inside") {
					t.Errorf("%+v", order)
				}
			}
			// A refusal leaves nothing behind, and what is closed is forgotten.
			if err := b.Do(func() {}); err != nil {
				t.Error(err)
			}
			for _, d := range []*Domain{a, b, c} {
				if err := d.Close(); err != nil {
					t.Error(err)
				}
			}
			order.Lock()
			defer order.Unlock()
			if len(order.held) != 0 {
				t.Errorf("still held: %v", order.held)
			}
		})
	}
}

// What runs on a domain's thread must not want what its caller is in: that waits for it.
func TestDomainOrderOfCaller(t *testing.T) {
	mutex, thread := newDomain(t, "mutex", DomainMutex), newDomain(t, "thread", DomainThread)
	err := mutex.Do(func() {
		if err := thread.Do(func() {
			if err := mutex.Do(func() {}); !errors.Is(err, StatusLockOrder) {
				t.Errorf("the caller's domain: %v", err)
			}
		}); err != nil {
			t.Error(err)
		}
		if err := mutex.Do(func() {}); !errors.Is(err, StatusLockOrder) {
			t.Errorf("inside itself: %v", err)
		}
	})
	if err != nil {
		t.Error(err)
	}
}
