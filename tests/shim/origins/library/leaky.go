// Package leaky gives its caller one of everything that has to be freed.
package leaky

import (
	"context"
	"errors"
)

// Name returns text.
//
//cshared:export
func Name() string { return "name" }

// Numbers returns elements, and text beside them.
//
//cshared:export
func Numbers() ([]int32, string) { return []int32{1, 2, 3}, "three" }

// Nothing returns no elements.
//
//cshared:export
func Nothing() []int32 { return nil }

// Fail fails.
//
//cshared:export
func Fail() error { return errors.New("as asked") }

// Thing is an object.
type Thing struct{ other *Thing }

// NewThing makes one.
//
//cshared:export
func NewThing() *Thing { return new(Thing) }

// Other returns another one, nil the first time.
//
//cshared:export
func (t *Thing) Other() *Thing {
	other := t.other
	t.other = new(Thing)
	return other
}

var kept []func() error

// Keep keeps functions.
//
//cshared:export
func Keep(f func() error) error {
	if len(kept) == 3 {
		return errors.New("enough")
	}
	kept = append(kept, f)
	return nil
}

// Wait does not.
//
//cshared:export
func Wait(ctx context.Context) error { return ctx.Err() }
