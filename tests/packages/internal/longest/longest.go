// Package longest finds the narrowest of nested blocks. It knows nothing of C.
package longest

import "github.com/gocshared/rules_go_cshared/tests/packages/address"

// Rows are blocks with a text for each. The table embeds them.
type Rows struct{ rows []row }

type row struct {
	block *address.Block
	text  string
}

// Len is the number of rows.
func (r *Rows) Len() int { return len(r.rows) }

// Put adds a row.
func (r *Rows) Put(block *address.Block, text string) { r.rows = append(r.rows, row{block, text}) }

// Find returns the narrowest block with the address, nil if there is none.
func (r *Rows) Find(ip uint32) (*address.Block, string) {
	var best row
	width := ^uint32(0)
	for _, row := range r.rows {
		within := row.block.Range()
		if ip >= within.First && ip <= within.Last && within.Last-within.First <= width {
			best, width = row, within.Last-within.First
		}
	}
	return best.block, best.text
}

// All returns the blocks in their order.
func (r *Rows) All() []address.Range {
	var all []address.Range
	for _, row := range r.rows {
		all = append(all, row.block.Range())
	}
	return all
}
