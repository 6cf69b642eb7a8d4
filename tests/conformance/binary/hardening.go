package binary

import (
	"debug/elf"
	"fmt"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// dynamic returns the bits of a tag that holds flags, and whether the tag is there.
func dynamic(f *elf.File, tag elf.DynTag) (uint64, bool) {
	values, err := f.DynValue(tag)
	if err != nil || len(values) == 0 {
		return 0, false
	}
	return values[0], true
}

func hasFlag(f *elf.File, flag elf.DynFlag) bool {
	bits, _ := dynamic(f, elf.DT_FLAGS)
	return elf.DynFlag(bits)&flag != 0
}

func hasFlag1(f *elf.File, flag elf.DynFlag1) bool {
	bits, _ := dynamic(f, elf.DT_FLAGS_1)
	return elf.DynFlag1(bits)&flag != 0
}

// hasMark says the same where a linker wrote a tag of its own instead of the flag (--disable-new-dtags).
func hasMark(f *elf.File, flag elf.DynFlag, tag elf.DynTag) bool {
	_, marked := dynamic(f, tag)
	return marked || hasFlag(f, flag)
}

func nodelete(a *artefact.Artefact) verdict.Verdict {
	if !hasFlag1(a.Library, elf.DF_1_NODELETE) {
		return verdict.Failf("DF_1_NODELETE is not set, so dlclose unmaps code that Go threads still run. Link with -Wl,-z,nodelete")
	}
	return verdict.Passf("DF_1_NODELETE")
}

func symbolic(a *artefact.Artefact) verdict.Verdict {
	if !hasMark(a.Library, elf.DF_SYMBOLIC, elf.DT_SYMBOLIC) {
		// mold obeys -Bsymbolic without a flag: it leaves no symbol of ours to be looked up.
		if by, _ := linkedBy(a.Library); by == "mold" {
			own, err := ownReferences(a.Library)
			if err == nil && len(own) == 0 {
				return verdict.Passf("mold has bound every reference to a symbol of the library")
			}
		}
		return verdict.Failf("DF_SYMBOLIC is not set, so another library's symbols can take the place of ours. Link with -Wl,-Bsymbolic")
	}
	return verdict.Passf("DF_SYMBOLIC")
}

func relro(a *artefact.Artefact) verdict.Verdict {
	for _, p := range a.Library.Progs {
		if p.Type == elf.PT_GNU_RELRO && p.Memsz > 0 {
			return verdict.Passf("%d bytes", p.Memsz)
		}
	}
	return verdict.Failf("no PT_GNU_RELRO, so the relocated tables stay writable. Link with -Wl,-z,relro")
}

func now(a *artefact.Artefact) verdict.Verdict {
	missing := ""
	if !hasMark(a.Library, elf.DF_BIND_NOW, elf.DT_BIND_NOW) {
		missing = "DF_BIND_NOW"
	}
	if !hasFlag1(a.Library, elf.DF_1_NOW) {
		if missing != "" {
			missing += " and "
		}
		missing += "DF_1_NOW"
	}
	if missing != "" {
		return verdict.Failf("without %s, so an unresolved symbol shows only when it is called. Link with -Wl,-z,now", missing)
	}
	return verdict.Passf("DF_BIND_NOW, DF_1_NOW")
}

func execStack(a *artefact.Artefact) verdict.Verdict {
	for _, p := range a.Library.Progs {
		if p.Type != elf.PT_GNU_STACK {
			continue
		}
		if p.Flags&elf.PF_X != 0 {
			return verdict.Failf("PT_GNU_STACK has the X flag, so the load makes every stack of the process executable. Link with -Wl,-z,noexecstack; an object made from assembly may lack a .note.GNU-stack section")
		}
		return verdict.Passf("PT_GNU_STACK without X")
	}
	return verdict.Failf("no PT_GNU_STACK, which the loader takes as a wish for an executable stack. Link with -Wl,-z,noexecstack")
}

func textrel(a *artefact.Artefact) verdict.Verdict {
	if hasMark(a.Library, elf.DF_TEXTREL, elf.DT_TEXTREL) {
		return verdict.Failf("relocations in read-only segments (TEXTREL). Compile everything with -fPIC and link with -Wl,-z,text")
	}
	return verdict.Passf("none")
}

func segments(a *artefact.Artefact) verdict.Verdict {
	loads := 0
	for _, p := range a.Library.Progs {
		if p.Type != elf.PT_LOAD {
			continue
		}
		loads++
		if p.Flags&elf.PF_W != 0 && p.Flags&elf.PF_X != 0 {
			return verdict.Failf("the segment at %#x is writable and executable. Look for a section with the flags \"awx\", or for -Wl,-N", p.Vaddr)
		}
	}
	return verdict.Passf("%d segments", loads)
}

// goTLS is what Go's own thread-local word may take: 8 bytes, or 16 when the linker has to align.
const goTLS = 16

func staticTLS(a *artefact.Artefact) verdict.Verdict {
	limit := goTLS + a.Manifest.CTLS
	var size uint64
	for _, p := range a.Library.Progs {
		if p.Type == elf.PT_TLS {
			size += p.Memsz
		}
	}
	text := fmt.Sprintf("%d bytes, at most %d (%d + `c_tls`)", size, limit, goTLS)
	if size > limit {
		return verdict.Failf("%s. glibc has about 1600 bytes for all libraries that are loaded late. Use less __thread data, or raise `c_tls`", text)
	}
	return verdict.Passf("%s", text)
}
