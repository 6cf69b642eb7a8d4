// Command assignment makes a C++ solver that is not safe for threads safe to call from any thread.
//
//	C threads ──▶ Go, many goroutines ──▶ a domain: one at a time ──▶ cc/assignment.cc
//
// The solver keeps its state in global variables. Everything that calls it does so inside the
// domain; that is all there is to it.
package main

/*
#include <errno.h>
#include <stdbool.h>

#include "cc/assignment.h"
*/
import "C"

import (
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/gocshared/rules_go_cshared/runtime_shim/cshared"
)

// The solver's globals, by another name. For code with thread-local state it would be a
// cshared.DomainThread.
var solver = cshared.MustDomain("solver", cshared.DomainMutex)

const maxSize = 1024

// Finds columns for n rows, a different one for each, with the least sum of cost[row * n + column];
// n is at most 1024. Stores the column of each row in columns and the sum in *total. Returns 0, or
// EINVAL for NULL and for another n. May be called from any thread.
//
//export assignment_solve
func assignment_solve(n C.int32_t, cost, columns *C.int32_t, total *C.int64_t) C.int {
	if n < 0 || n > maxSize || cost == nil || columns == nil || total == nil {
		return C.EINVAL
	}
	err := solver.Do(func() { *total = C.assign(n, cost, columns) })
	return C.int(cshared.StatusOf(err))
}

// Solves count problems of size n, which lie one after the other in cost, columns and totals, with
// so many goroutines. Returns as assignment_solve does.
//
//export assignment_solve_all
func assignment_solve_all(count, n C.int32_t, cost, columns *C.int32_t, totals *C.int64_t, goroutines C.int32_t) C.int {
	return solveAll(count, n, cost, columns, totals, goroutines, func(f func()) { solver.Do(f) })
}

// Does what assignment_solve_all does without the domain, and so gives wrong results or crashes, for
// the test that shows it. Never call it.
//
//export assignment_solve_all_unserialized
func assignment_solve_all_unserialized(count, n C.int32_t, cost, columns *C.int32_t, totals *C.int64_t, goroutines C.int32_t) C.int {
	return solveAll(count, n, cost, columns, totals, goroutines, func(f func()) { f() })
}

// Returns how many calls have waited for the solver.
//
//export assignment_waits
func assignment_waits() C.int64_t { return C.int64_t(solver.Stats().Waits) }

func solveAll(count, n C.int32_t, cost, columns *C.int32_t, totals *C.int64_t, goroutines C.int32_t, do func(func())) C.int {
	if count < 0 || n < 0 || n > maxSize || goroutines < 1 || cost == nil || columns == nil || totals == nil {
		return C.EINVAL
	}
	costs := unsafe.Slice(cost, int(count)*int(n)*int(n))
	results := unsafe.Slice(columns, int(count)*int(n))
	sums := unsafe.Slice(totals, count)
	var next atomic.Int64
	var group sync.WaitGroup
	for range goroutines {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < int(count); i = int(next.Add(1)) - 1 {
				do(func() {
					sums[i] = C.assign(n, unsafe.SliceData(costs[i*int(n*n):]), unsafe.SliceData(results[i*int(n):]))
				})
			}
		})
	}
	group.Wait()
	return 0
}

func main() {}
