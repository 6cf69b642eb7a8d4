package binary

import (
	"debug/elf"
	"fmt"
)

// ownReferences lists the symbols that the library defines itself and that the dynamic linker looks up
// all the same, where it could find those of another library.
func ownReferences(f *elf.File) ([]string, error) {
	symbols, err := f.DynamicSymbols()
	if err != nil {
		return nil, err
	}
	const entrySize = 24 // of Elf64_Rela
	var names []string
	for _, section := range f.Sections {
		if section.Type != elf.SHT_RELA || section.Flags&elf.SHF_ALLOC == 0 {
			continue
		}
		data, err := section.Data()
		if err != nil {
			return nil, err
		}
		for ; len(data) >= entrySize; data = data[entrySize:] {
			index := f.ByteOrder.Uint64(data[8:]) >> 32
			if index == 0 {
				continue
			}
			if index > uint64(len(symbols)) {
				return nil, fmt.Errorf("a relocation in %s refers to symbol %d of %d", section.Name, index, len(symbols))
			}
			// DynamicSymbols leaves out symbol 0.
			if symbol := symbols[index-1]; symbol.Section != elf.SHN_UNDEF {
				names = append(names, symbol.Name)
			}
		}
	}
	return names, nil
}
