package load

import (
	"debug/elf"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
)

const (
	mainNeverRuns = "load/main-never-runs"
	noMain        = "no symbol table has main.main: the library has none, and neither has a debug file of it (`debug`)"
)

// mainOffset is where in the file the code of main.main begins.
func mainOffset(a *artefact.Artefact) (uint64, bool) {
	for _, file := range []*elf.File{a.Library, a.Debug} {
		if file == nil {
			continue
		}
		symbols, _ := file.Symbols() // an error: it has no table
		for _, s := range symbols {
			if s.Name == "main.main" && elf.ST_TYPE(s.Info) == elf.STT_FUNC && s.Section != elf.SHN_UNDEF {
				return fileOffset(a.Library, s.Value)
			}
		}
	}
	return 0, false
}

// fileOffset is where in the file the byte lies that is loaded to an address, if it is code.
func fileOffset(file *elf.File, address uint64) (uint64, bool) {
	for _, p := range file.Progs {
		if p.Type == elf.PT_LOAD && p.Flags&elf.PF_X != 0 && p.Vaddr <= address && address < p.Vaddr+p.Filesz {
			return p.Off + address - p.Vaddr, true
		}
	}
	return 0, false
}
