// Package address has blocks of IPv4 addresses.
//
//cshared:library name=routes prefix=routes_address_ version=1.2.0
package address

import (
	"encoding/binary"
	"net/netip"
)

// Kind is who may use a block.
type Kind uint8

// The kinds.
const (
	Private Kind = iota + 1 // by anybody, within a network
	Public                  // by its owner
)

// Range is a block as two addresses, in the byte order of the machine.
type Range struct {
	First, Last uint32
}

// Block is a block of addresses.
type Block struct{ prefix netip.Prefix }

// NewBlock parses text such as 10.0.0.0/8.
//
//cshared:export
func NewBlock(text string) (*Block, error) {
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return nil, err
	}
	return &Block{prefix.Masked()}, nil
}

// Text is what NewBlock parses.
//
//cshared:export
func (b *Block) Text() string { return b.prefix.String() }

// Range returns the first and the last address.
//
//cshared:export
func (b *Block) Range() Range {
	four := b.prefix.Addr().As4()
	first := binary.BigEndian.Uint32(four[:])
	return Range{first, first + uint32(1<<(32-b.prefix.Bits())-1)}
}

// Kind returns who may use it.
//
//cshared:export
func (b *Block) Kind() Kind {
	if b.prefix.Addr().IsPrivate() {
		return Private
	}
	return Public
}
