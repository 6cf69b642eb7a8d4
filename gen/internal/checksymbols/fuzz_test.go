package checksymbols

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"testing"
)

// library makes a shared library that has a table of dynamic symbols with one function, and nothing
// else.
func library(name string) []byte {
	const header, section, symbol = 64, 64, 24
	names := append([]byte{0}, append([]byte(name), 0)...)
	table := make([]byte, 2*symbol)
	binary.LittleEndian.PutUint32(table[symbol:], 1)
	table[symbol+4] = elf.ST_INFO(elf.STB_GLOBAL, elf.STT_FUNC)
	binary.LittleEndian.PutUint16(table[symbol+6:], 1)
	out := make([]byte, header)
	copy(out, elf.ELFMAG)
	out[elf.EI_CLASS], out[elf.EI_DATA], out[elf.EI_VERSION] = byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB), 1
	binary.LittleEndian.PutUint16(out[16:], uint16(elf.ET_DYN))
	binary.LittleEndian.PutUint16(out[18:], uint16(elf.EM_X86_64))
	binary.LittleEndian.PutUint32(out[20:], 1)
	for at, value := range map[int]uint16{52: header, 54: 56, 58: section, 60: 3, 62: 1} {
		binary.LittleEndian.PutUint16(out[at:], value)
	}
	headers := make([]byte, section)
	for _, s := range []struct {
		kind elf.SectionType
		data []byte
		link uint32
		size uint64
	}{{elf.SHT_STRTAB, names, 0, 0}, {elf.SHT_DYNSYM, table, 1, symbol}} {
		h := make([]byte, section)
		binary.LittleEndian.PutUint32(h[4:], uint32(s.kind))
		binary.LittleEndian.PutUint64(h[24:], uint64(len(out)))
		binary.LittleEndian.PutUint64(h[32:], uint64(len(s.data)))
		binary.LittleEndian.PutUint32(h[40:], s.link)
		binary.LittleEndian.PutUint64(h[56:], s.size)
		headers, out = append(headers, h...), append(out, s.data...)
	}
	binary.LittleEndian.PutUint64(out[40:], uint64(len(out)))
	return append(out, headers...)
}

// FuzzReadSymbols changes some bytes of a library: it is an error with a text, or a list.
func FuzzReadSymbols(f *testing.F) {
	whole := library("calc_add")
	if s, err := parseSymbols(bytes.NewReader(whole)); err != nil || len(s.exported) != 1 || s.exported[0] != "calc_add" {
		f.Fatalf("the seed has %+v, %v; want calc_add", s, err)
	}
	f.Add(whole, 0, []byte{})
	for at := 16; at < len(whole); at += 8 {
		f.Add(whole, at, []byte{0xff, 0xff, 0xff, 0xff})
	}
	f.Add([]byte("not ELF"), 0, []byte{})
	f.Fuzz(func(t *testing.T, in []byte, at int, change []byte) {
		in = bytes.Clone(in)
		if at >= 0 && at < len(in) {
			copy(in[at:], change)
		}
		s, err := parseSymbols(bytes.NewReader(in))
		if err != nil {
			if err.Error() == "" {
				t.Error("an error without a text")
			}
			return
		}
		s.explain("calc_add")
		if len(s.exported) > len(in) {
			t.Errorf("%d symbols from %d bytes", len(s.exported), len(in))
		}
	})
}
