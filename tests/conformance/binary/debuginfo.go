package binary

import (
	"bytes"
	"debug/elf"
	"encoding/hex"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

const (
	sha1Size      = 20
	noteGNU       = "GNU\x00"
	noteBuildID   = 3 // NT_GNU_BUILD_ID
	noteGold      = 4 // NT_GNU_GOLD_VERSION
	noteAlignment = 4
)

// gnuNote returns the content of the first note of that type which GNU tools own, or nil.
func gnuNote(f *elf.File, kind uint32) []byte {
	for _, s := range f.Sections {
		if s.Type != elf.SHT_NOTE {
			continue
		}
		rest, err := s.Data()
		for err == nil && len(rest) >= 12 {
			nameSize := align(f.ByteOrder.Uint32(rest))
			contentSize := f.ByteOrder.Uint32(rest[4:])
			size := 12 + nameSize + align(contentSize)
			if size > uint64(len(rest)) {
				break
			}
			name, content := rest[12:12+nameSize], rest[12+nameSize:size]
			if bytes.Equal(name, []byte(noteGNU)) && f.ByteOrder.Uint32(rest[8:]) == kind {
				return content[:contentSize]
			}
			rest = rest[size:]
		}
	}
	return nil
}

func align(size uint32) uint64 {
	return (uint64(size) + noteAlignment - 1) &^ (noteAlignment - 1)
}

func buildID(a *artefact.Artefact) verdict.Verdict {
	id := gnuNote(a.Library, noteBuildID)
	switch len(id) {
	case sha1Size:
		return verdict.Passf("%x", id)
	case 0:
		return verdict.Failf("no build-id, so nobody finds the debug file. Link with -Wl,--build-id=sha1")
	}
	return verdict.Failf("the build-id %x has %d bytes, want %d (SHA-1). Link with -Wl,--build-id=sha1", id, len(id), sha1Size)
}

// debugSections returns the names of the sections that only a debugger reads.
func debugSections(f *elf.File) []string {
	var names []string
	for _, s := range f.Sections {
		if s.Type == elf.SHT_SYMTAB || strings.HasPrefix(s.Name, ".debug_") || strings.HasPrefix(s.Name, ".zdebug_") {
			names = append(names, s.Name)
		}
	}
	return names
}

func stripped(a *artefact.Artefact) verdict.Verdict {
	if found := debugSections(a.Library); len(found) > 0 {
		return verdict.Failf("sections for debuggers: %s. Split them off: objcopy --only-keep-debug, then strip", few(found))
	}
	return verdict.Passf("no .symtab, no .debug_*")
}

func debugFile(a *artefact.Artefact) verdict.Verdict {
	if a.Debug == nil {
		return verdict.Skipf("the test has no debug file: set `debug` in its config")
	}
	library, debug := gnuNote(a.Library, noteBuildID), gnuNote(a.Debug, noteBuildID)
	if len(library) == 0 || !bytes.Equal(library, debug) {
		return verdict.Failf("build-id of the library: %s, of the debug file: %s, want the same. Both must come from one link", hexOrNone(library), hexOrNone(debug))
	}
	found := debugSections(a.Debug)
	if len(found) == 0 {
		return verdict.Failf("the debug file has neither .symtab nor .debug_* sections. Make it from the library before that is stripped")
	}
	return verdict.Passf("same build-id, %d sections for debuggers", len(found))
}

func hexOrNone(id []byte) string {
	if len(id) == 0 {
		return "none"
	}
	return hex.EncodeToString(id)
}
