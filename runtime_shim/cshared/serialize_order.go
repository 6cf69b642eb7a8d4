//go:build cshared_debug

package cshared

import (
	"bytes"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
)

// The order check, as in src/serialize_order.h: "B was entered inside A" is an edge A → B, and
// entering B inside A is refused when a path B → … → A is known.
var order = struct {
	sync.Mutex
	edges map[*Domain]map[*Domain]string // With the stack that made the edge.
	held  map[uint64][]*Domain           // By goroutine, outermost first.
}{
	edges: map[*Domain]map[*Domain]string{},
	held:  map[uint64][]*Domain{},
}

// An orderToken is what the goroutine that asked for a domain is in, with that domain.
type orderToken []*Domain

// goroutine returns the number of the calling goroutine. Only the text of a stack shows it: some
// microseconds, good enough for debugging and nothing else.
func goroutine() uint64 {
	var buffer [64]byte
	text := bytes.TrimPrefix(buffer[:runtime.Stack(buffer[:], false)], []byte("goroutine "))
	number, err := strconv.ParseUint(string(text[:bytes.IndexByte(text, ' ')]), 10, 64)
	if err != nil {
		panic("cshared: the stack trace has no goroutine number: " + string(text))
	}
	return number
}

// orderPath returns the stack of the last edge of a path from → … → to.
func orderPath(from, to *Domain, seen map[*Domain]bool) (string, bool) {
	if stack, ok := order.edges[from][to]; ok {
		return stack, true
	}
	seen[from] = true
	for next := range order.edges[from] {
		if seen[next] {
			continue
		}
		if stack, ok := orderPath(next, to, seen); ok {
			return stack, true
		}
	}
	return "", false
}

func orderEnter(d *Domain) (orderToken, error) {
	self := goroutine()
	order.Lock()
	defer order.Unlock()
	held := order.held[self]
	if slices.Contains(held, d) {
		return nil, &OrderError{Held: d.name, Wanted: d.name}
	}
	for _, outer := range held {
		if stack, ok := orderPath(d, outer, map[*Domain]bool{}); ok {
			return nil, &OrderError{Held: outer.name, Wanted: d.name, Stack: stack}
		}
	}
	for _, outer := range held {
		if order.edges[outer] == nil {
			order.edges[outer] = map[*Domain]string{}
		}
		if _, ok := order.edges[outer][d]; !ok {
			order.edges[outer][d] = string(debug.Stack())
		}
	}
	held = append(slices.Clone(held), d)
	order.held[self] = held
	return held, nil
}

func orderLeave(d *Domain, _ orderToken) {
	self := goroutine()
	order.Lock()
	defer order.Unlock()
	rest := slices.DeleteFunc(slices.Clone(order.held[self]), func(held *Domain) bool { return held == d })
	if len(rest) == 0 {
		delete(order.held, self)
		return
	}
	order.held[self] = rest
}

// orderInherit lets a domain's goroutine be in what the goroutine that waits for it is in, until
// the function that it returns is called.
func orderInherit(token orderToken) func() {
	self := goroutine()
	order.Lock()
	defer order.Unlock()
	order.held[self] = token
	return func() {
		order.Lock()
		defer order.Unlock()
		delete(order.held, self)
	}
}

func orderForget(d *Domain) {
	order.Lock()
	defer order.Unlock()
	delete(order.edges, d)
	for _, inner := range order.edges {
		delete(inner, d)
	}
}
