// Package table has tables of routes.
//
//cshared:library prefix=routes_table_
package table

import (
	"io/fs"

	"github.com/gocshared/rules_go_cshared/tests/packages/address"
	"github.com/gocshared/rules_go_cshared/tests/packages/internal/longest"
)

// Table is a table of routes.
type Table struct{ longest.Rows }

// New returns an empty table.
//
//cshared:export
func New() *Table { return new(Table) }

// Add adds a route; the block stays the caller's.
//
//cshared:export
func (t *Table) Add(block *address.Block, hop string) { t.Put(block, hop) }

// Lookup returns the block and the hop of an address, or fs.ErrNotExist.
//
//cshared:export
func (t *Table) Lookup(ip uint32) (block *address.Block, hop string, err error) {
	if block, hop = t.Find(ip); block == nil {
		return nil, "", fs.ErrNotExist
	}
	return block, hop, nil
}

// Ranges returns what the table covers.
//
//cshared:export
func (t *Table) Ranges() []address.Range { return t.All() }

// Len is promoted from an embedded type, and so has a declaration of its own here.
//
//cshared:export
func (t *Table) Len() int { return t.Rows.Len() }

// Size is the number of addresses in a range of this kind, 0 where it is of none.
//
//cshared:export
//cshared:infallible
func Size(r address.Range, kind address.Kind) uint64 {
	if kind == 0 {
		return 0
	}
	return uint64(r.Last) - uint64(r.First) + 1
}

// Text is called like a method of the other package: the prefix keeps the two apart.
//
//cshared:export
func (t *Table) Text() string { return "a table" }
