package cshared

import (
	"errors"
	"math/rand/v2"
	"runtime"
	"runtime/cgo"
	"sync"
	"sync/atomic"
	"testing"
	"weak"

	"github.com/gocshared/rules_go_cshared/runtime_shim/glue"
)

type box struct{ cell int }

func TestHandles(t *testing.T) {
	var boxes Handles[box]
	one, two := &box{1}, &box{2}
	first, err := boxes.New(one)
	if err != nil || first == 0 {
		t.Fatalf("New: %v, %v", first, err)
	}
	second, err := boxes.New(two)
	if err != nil || second == first {
		t.Fatalf("New: %v, %v after %v", second, err, first)
	}
	for handle, want := range map[Handle]*box{first: one, second: two} {
		if got, err := boxes.Get(handle); got != want || err != nil {
			t.Errorf("Get(%#x) = %v, %v, want %v", handle, got, err, want)
		}
	}
	if live := boxes.Live(); live != 2 {
		t.Errorf("Live() = %d, want 2", live)
	}
	if got, err := boxes.Delete(first); got != one || err != nil {
		t.Errorf("Delete = %v, %v, want %v", got, err, one)
	}
	refuse(t, &boxes, StatusStaleHandle, first)
	third, err := boxes.New(one)
	if err != nil || third&glue.IndexMask != first&glue.IndexMask || third == first {
		t.Fatalf("New: %#x, %v, want another use of the slot of %#x", third, err, first)
	}
	refuse(t, &boxes, StatusStaleHandle, first)
}

// refuse checks that neither method takes handle for a live one.
func refuse(t *testing.T, boxes *Handles[box], want Status, handle Handle) {
	t.Helper()
	if got, err := boxes.Get(handle); got != nil || err != want {
		t.Errorf("Get(%#x) = %v, %v, want %v", handle, got, err, want)
	}
	if got, err := boxes.Delete(handle); got != nil || err != want {
		t.Errorf("Delete(%#x) = %v, %v, want %v", handle, got, err, want)
	}
}

func TestHandlesRefuseWhatWasNeverGivenOut(t *testing.T) {
	var boxes, others, none Handles[box]
	refuse(t, &none, StatusForeignHandle, 0)
	handle, err := boxes.New(new(box))
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := others.New(new(box))
	if err != nil {
		t.Fatal(err)
	}
	refuse(t, &none, StatusForeignHandle, handle)
	refuse(t, &boxes, StatusForeignHandle, foreign)
	refuse(t, &boxes, StatusForeignHandle, 0)
	refuse(t, &boxes, StatusForeignHandle, 1)
	refuse(t, &boxes, StatusForeignHandle, ^Handle(0))
	refuse(t, &boxes, StatusForeignHandle, handle|glue.IndexMask)
	for bit := range 64 {
		refuse(t, &boxes, StatusForeignHandle, handle^1<<bit)
	}
	if _, err := boxes.New(nil); err != StatusInvalid {
		t.Errorf("New(nil) = %v, want %v", err, StatusInvalid)
	}
	if got, err := boxes.Get(handle); got == nil || err != nil {
		t.Errorf("Get = %v, %v after all that", got, err)
	}
}

// What a slot without use says of itself is no number that was given out.
func TestHandlesRefuseTheStateOfAnUnusedSlot(t *testing.T) {
	var boxes Handles[box]
	handle, err := boxes.New(new(box))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := boxes.Delete(handle); err != nil {
		t.Fatal(err)
	}
	refuse(t, &boxes, StatusForeignHandle, handle&(1<<52-1))
	refuse(t, &boxes, StatusForeignHandle, 1)
	if live := boxes.Live(); live != 0 {
		t.Errorf("Live() = %d, want 0", live)
	}
	if first, _ := boxes.New(new(box)); first != 0 {
		if second, _ := boxes.New(new(box)); second&glue.IndexMask == first&glue.IndexMask {
			t.Error("two objects share a slot")
		}
	}
}

func TestHandlesRetireSlots(t *testing.T) {
	boxes := Handles[box]{table: glue.TableWithin[box](3, 70)}
	seen := make(map[Handle]bool)
	for {
		handle, err := boxes.New(new(box))
		if err == StatusExhausted {
			break
		}
		if err != nil || seen[handle] {
			t.Fatalf("New: %#x, %v", handle, err)
		}
		seen[handle] = true
		if _, err := boxes.Delete(handle); err != nil {
			t.Fatal(err)
		}
	}
	if len(seen) != 3*70 {
		t.Errorf("%d handles, want 3 for each of 70 slots", len(seen))
	}
	for handle := range seen {
		refuse(t, &boxes, StatusStaleHandle, handle)
	}
}

func TestHandlesKeepAndLetGo(t *testing.T) {
	var boxes Handles[box]
	// In a function of its own: some compilers leave the pointer on the stack of this one.
	pointer, handle := func() (weak.Pointer[box], Handle) {
		object := &box{1}
		handle, err := boxes.New(object)
		if err != nil {
			t.Fatal(err)
		}
		return weak.Make(object), handle
	}()
	runtime.GC()
	if pointer.Value() == nil {
		t.Fatal("the table does not keep the object")
	}
	if _, err := boxes.Delete(handle); err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	if pointer.Value() != nil {
		t.Error("the table keeps a deleted object")
	}
	runtime.KeepAlive(&boxes)
}

func TestLiveHandles(t *testing.T) {
	type thing struct{ _ int }
	var one, other Handles[thing]
	before := LiveHandles()
	for _, table := range []*Handles[thing]{&one, &one, &other} {
		if _, err := table.New(new(thing)); err != nil {
			t.Fatal(err)
		}
	}
	object := (&Error{Status: StatusPanic}).Export()
	defer ImportError(object)
	counts := LiveHandles()
	if got := counts["cshared.thing"] - before["cshared.thing"]; got != 3 {
		t.Errorf("%d of the Go type, want 3: %v", got, counts)
	}
	if got := counts["error"] - before["error"]; got != 1 {
		t.Errorf("%d error objects, want 1: %v", got, counts)
	}
}

// Each object knows its cell of a shared board: a lookup never gives an object of another cell,
// whatever is made and deleted at the same time.
func TestHandlesFromManyGoroutines(t *testing.T) {
	const operations, workers, cells = 2_000_000, 8, 64
	var boxes Handles[box]
	var board [cells]atomic.Uint64
	var made, deleted, found atomic.Int64
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			random := rand.New(rand.NewPCG(uint64(worker), 1))
			for range operations / workers {
				cell := random.IntN(cells)
				handle := Handle(board[cell].Load())
				switch random.IntN(8) {
				case 0:
					fresh, err := boxes.New(&box{cell})
					if err != nil {
						t.Error(err)
						return
					}
					made.Add(1)
					board[cell].Store(uint64(fresh))
				case 1:
					if object, err := boxes.Delete(handle); err == nil {
						deleted.Add(1)
						if object.cell != cell {
							t.Errorf("deleted an object of cell %d in cell %d", object.cell, cell)
						}
					}
				default:
					object, err := boxes.Get(handle)
					switch {
					case err == nil && object.cell == cell:
						found.Add(1)
					case err == nil:
						t.Errorf("found an object of cell %d in cell %d", object.cell, cell)
					case handle != 0 && !errors.Is(err, StatusStaleHandle):
						t.Error(err)
					}
				}
			}
		})
	}
	group.Wait()
	if live := int64(boxes.Live()); live != made.Load()-deleted.Load() || found.Load() == 0 {
		t.Errorf("%d live, %d made, %d deleted, %d found", live, made.Load(), deleted.Load(), found.Load())
	}
}

// A lookup that meets a deletion, or the slot's next use, gives the object of its own handle or none.
func TestHandlesLookupDuringReuse(t *testing.T) {
	const uses = 1_000_000
	var boxes Handles[box]
	var latest atomic.Uint64
	var group sync.WaitGroup
	done := make(chan struct{})
	group.Go(func() {
		defer close(done)
		for use := range uses {
			handle, err := boxes.New(&box{use})
			if err != nil {
				t.Error(err)
				return
			}
			latest.Store(uint64(handle))
			boxes.Delete(handle)
		}
	})
	for range 2 {
		group.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				for range 1000 {
					handle := Handle(latest.Load())
					object, err := boxes.Get(handle)
					// The generations of the one slot count the uses from 1 on.
					if use := int(handle>>glue.IndexBits) & glue.GenerationMask; err == nil && (object == nil || object.cell != use-1) {
						t.Errorf("use %d gives %v", use, object)
						return
					}
				}
			}
		})
	}
	group.Wait()
}

// While the table grows, live numbers are found and deleted ones are not.
func TestHandlesLookupDuringGrowth(t *testing.T) {
	for range 20 {
		var boxes Handles[box]
		var group sync.WaitGroup
		done := make(chan struct{})
		group.Go(func() {
			defer close(done)
			for use := range 1 << 14 {
				if _, err := boxes.New(&box{use}); err != nil {
					t.Error(err)
					return
				}
			}
		})
		for range 2 {
			group.Go(func() {
				for use := 0; ; use++ {
					select {
					case <-done:
						return
					default:
					}
					object := &box{use}
					handle, err := boxes.New(object)
					if err != nil {
						t.Error(err)
						return
					}
					if found, err := boxes.Get(handle); found != object || err != nil {
						t.Errorf("a live one gives %v, %v", found, err)
					}
					if gone, err := boxes.Delete(handle); gone != object || err != nil {
						t.Errorf("Delete gives %v, %v", gone, err)
					}
					if found, err := boxes.Get(handle | glue.IndexMask); found != nil || err != StatusForeignHandle {
						t.Errorf("one beyond the array gives %v, %v", found, err)
					}
					if found, err := boxes.Get(handle); found != nil || err != StatusStaleHandle {
						t.Errorf("a deleted one gives %v, %v", found, err)
					}
				}
			})
		}
		group.Wait()
	}
}

func TestHandlesLookupAllocatesNothing(t *testing.T) {
	var boxes Handles[box]
	handle, err := boxes.New(new(box))
	if err != nil {
		t.Fatal(err)
	}
	allocations := testing.AllocsPerRun(1000, func() {
		boxes.Get(handle)
		boxes.Get(handle + 1<<glue.IndexBits)
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

const benchmarkHandles = 1000

func BenchmarkLookup(b *testing.B) {
	var boxes Handles[box]
	var ours [benchmarkHandles]Handle
	var theirs [benchmarkHandles]cgo.Handle
	for i := range ours {
		ours[i], _ = boxes.New(&box{i})
		theirs[i] = cgo.NewHandle(&box{i})
		defer theirs[i].Delete()
	}
	b.Run("Handles", func(b *testing.B) {
		sum := 0
		for i := 0; b.Loop(); i++ {
			object, err := boxes.Get(ours[i%benchmarkHandles])
			if err != nil {
				b.Fatal(err)
			}
			sum += object.cell
		}
	})
	b.Run("cgo.Handle", func(b *testing.B) {
		sum := 0
		for i := 0; b.Loop(); i++ {
			sum += theirs[i%benchmarkHandles].Value().(*box).cell
		}
	})
}

func BenchmarkLookupParallel(b *testing.B) {
	var boxes Handles[box]
	ours, _ := boxes.New(new(box))
	theirs := cgo.NewHandle(new(box))
	defer theirs.Delete()
	b.Run("Handles", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := boxes.Get(ours); err != nil {
					b.Error(err)
				}
			}
		})
	})
	b.Run("cgo.Handle", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				_ = theirs.Value().(*box)
			}
		})
	})
}

func BenchmarkNewDelete(b *testing.B) {
	var boxes Handles[box]
	object := new(box)
	b.Run("Handles", func(b *testing.B) {
		for b.Loop() {
			handle, _ := boxes.New(object)
			boxes.Delete(handle)
		}
	})
	b.Run("cgo.Handle", func(b *testing.B) {
		for b.Loop() {
			cgo.NewHandle(object).Delete()
		}
	})
}
