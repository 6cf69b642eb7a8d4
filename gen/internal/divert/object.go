package divert

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// Sizes and offsets of ELF64 (System V ABI, "Object Files").
const (
	sizeofHeader  = 64
	sizeofSection = 64
	sizeofSymbol  = 24
	alignment     = 8
)

var le = binary.LittleEndian

// object is a relocatable ELF64 object in little-endian order: what Go's linker and the C compilers
// of linux/amd64 and linux/arm64 write. Changes only append: a new table of symbols, a new table of
// strings. No offset of the old file moves, and no index of a symbol changes.
type object struct {
	data             []byte
	symtab, strtab   uint64 // offsets of the two section headers
	symbols, strings []byte
	hasExtended      bool // SHT_SYMTAB_SHNDX: section numbers above 65280
	changed          bool
}

type symbol struct {
	name  uint32
	info  byte
	other byte
	shndx uint16
}

// parseObject returns nil for what is not a relocatable object, or has no symbols.
func parseObject(data []byte) (*object, error) {
	if len(data) < sizeofHeader || !bytes.HasPrefix(data, []byte(elf.ELFMAG)) {
		return nil, nil
	}
	if elf.Class(data[elf.EI_CLASS]) != elf.ELFCLASS64 || elf.Data(data[elf.EI_DATA]) != elf.ELFDATA2LSB {
		return nil, errors.New("not a 64-bit little-endian object")
	}
	if elf.Type(le.Uint16(data[16:])) != elf.ET_REL {
		return nil, nil
	}
	o := &object{data: data}
	shoff, shnum := le.Uint64(data[40:]), uint64(le.Uint16(data[60:]))
	if shoff == 0 {
		return nil, nil
	}
	if _, err := cut(data, shoff, sizeofSection); err != nil {
		return nil, err
	}
	if shnum == 0 { // more than 65279 sections: the number stands in the first one
		shnum = le.Uint64(data[shoff+32:])
	}
	if shnum > uint64(len(data))/sizeofSection {
		return nil, errors.New("broken number of sections")
	}
	if _, err := cut(data, shoff, shnum*sizeofSection); err != nil {
		return nil, err
	}
	for i := range shnum {
		header := shoff + i*sizeofSection
		switch elf.SectionType(le.Uint32(data[header+4:])) {
		case elf.SHT_SYMTAB:
			o.symtab = header
		case elf.SHT_SYMTAB_SHNDX:
			o.hasExtended = true
		}
	}
	if o.symtab == 0 {
		return nil, nil
	}
	link := uint64(le.Uint32(data[o.symtab+40:]))
	if link >= shnum {
		return nil, errors.New("broken link to the table of strings")
	}
	o.strtab = shoff + link*sizeofSection
	var err error
	if o.symbols, err = o.section(o.symtab); err != nil {
		return nil, err
	}
	if o.strings, err = o.section(o.strtab); err != nil {
		return nil, err
	}
	if len(o.symbols)%sizeofSymbol != 0 {
		return nil, errors.New("broken table of symbols")
	}
	return o, nil
}

// cut copies, so that the input stays as it is.
func cut(data []byte, offset, size uint64) ([]byte, error) {
	if offset > uint64(len(data)) || size > uint64(len(data))-offset {
		return nil, fmt.Errorf("bytes %d to %d lie outside of the object", offset, offset+size)
	}
	return bytes.Clone(data[offset : offset+size]), nil
}

func (o *object) section(header uint64) ([]byte, error) {
	return cut(o.data, le.Uint64(o.data[header+24:]), le.Uint64(o.data[header+32:]))
}

func (o *object) len() int { return len(o.symbols) / sizeofSymbol }

func (o *object) at(i int) symbol {
	s := o.symbols[i*sizeofSymbol:]
	return symbol{name: le.Uint32(s), info: s[4], other: s[5], shndx: le.Uint16(s[6:])}
}

func (o *object) nameOf(s symbol) string {
	if uint64(s.name) >= uint64(len(o.strings)) {
		return ""
	}
	name, _, _ := bytes.Cut(o.strings[s.name:], []byte{0})
	return string(name)
}

func (s symbol) bind() elf.SymBind { return elf.ST_BIND(s.info) }
func (s symbol) defined() bool     { return elf.SectionIndex(s.shndx) != elf.SHN_UNDEF }

func (o *object) find(name string, want func(symbol) bool) (int, bool) {
	for i := 1; i < o.len(); i++ {
		if s := o.at(i); want(s) && o.nameOf(s) == name {
			return i, true
		}
	}
	return 0, false
}

// has says whether the object defines the symbol, local or not.
func (o *object) has(name string) bool {
	_, ok := o.find(name, symbol.defined)
	return ok
}

// hasPrefix says whether the object defines a symbol that starts so, local or not.
func (o *object) hasPrefix(prefix string) bool {
	for i := 1; i < o.len(); i++ {
		if s := o.at(i); s.defined() && strings.HasPrefix(o.nameOf(s), prefix) {
			return true
		}
	}
	return false
}

// defines says whether the object defines the symbol for others.
func (o *object) defines(name string) bool {
	_, ok := o.find(name, func(s symbol) bool { return s.defined() && s.bind() != elf.STB_LOCAL })
	return ok
}

// globals lists what the index of an archive has to name.
func (o *object) globals() []string {
	var names []string
	for i := 1; i < o.len(); i++ {
		if s := o.at(i); s.defined() && s.bind() != elf.STB_LOCAL {
			names = append(names, o.nameOf(s))
		}
	}
	return names
}

// undefined lists what the object refers to.
func (o *object) undefined() []string {
	var names []string
	for i := 1; i < o.len(); i++ {
		if s := o.at(i); !s.defined() && s.bind() != elf.STB_LOCAL {
			names = append(names, o.nameOf(s))
		}
	}
	return names
}

func (o *object) addString(s string) uint32 {
	at := len(o.strings)
	o.strings = append(append(o.strings, s...), 0)
	o.changed = true
	return uint32(at)
}

// redirect renames undefined references and says how many there were.
func (o *object) redirect(from, to string) int {
	n := 0
	for i := 1; i < o.len(); i++ {
		if s := o.at(i); !s.defined() && s.bind() != elf.STB_LOCAL && o.nameOf(s) == from {
			le.PutUint32(o.symbols[i*sizeofSymbol:], o.addString(to))
			n++
		}
	}
	return n
}

// addAlias gives a defined symbol a second name: global, so that other objects of the link can refer
// to it, and hidden, so that no other library can. It says whether there is such a symbol.
func (o *object) addAlias(of, name string) (bool, error) {
	i, ok := o.find(of, symbol.defined)
	if !ok {
		return false, nil
	}
	if o.hasExtended {
		return false, errors.New("too many sections")
	}
	// Global symbols follow the local ones, so the end is the right place.
	s := bytes.Clone(o.symbols[i*sizeofSymbol : (i+1)*sizeofSymbol])
	le.PutUint32(s, o.addString(name))
	s[4] = elf.ST_INFO(elf.STB_GLOBAL, elf.ST_TYPE(s[4]))
	s[5] = byte(elf.STV_HIDDEN)
	o.symbols = append(o.symbols, s...)
	return true, nil
}

// addEntries gives the Go functions behind generated exports the second names by which the C half calls
// them.
func (o *object) addEntries() (int, error) {
	n := 0
	for i := range o.len() {
		s := o.at(i)
		match := goExport.FindStringSubmatch(o.nameOf(s))
		if match == nil || !s.defined() || elf.ST_TYPE(s.info) != elf.STT_FUNC {
			continue
		}
		if _, err := o.addAlias(match[0], entryPrefix+match[1]); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// bytes returns the object with its changes.
func (o *object) bytes() ([]byte, error) {
	if !o.changed {
		return o.data, nil
	}
	out := bytes.Clone(o.data)
	place := func(header uint64, contents []byte) {
		for len(out)%alignment != 0 {
			out = append(out, 0)
		}
		le.PutUint64(out[header+24:], uint64(len(out)))
		le.PutUint64(out[header+32:], uint64(len(contents)))
		out = append(out, contents...)
	}
	place(o.symtab, o.symbols)
	place(o.strtab, o.strings)
	// The new object has to be readable, or the linker's message would be the user's first one.
	if _, err := parseObject(out); err != nil {
		return nil, fmt.Errorf("rewritten: %w", err)
	}
	return out, nil
}
