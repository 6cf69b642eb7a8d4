package binary

import (
	"bytes"
	"debug/elf"
	"regexp"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

func linker(a *artefact.Artefact) verdict.Verdict {
	want := a.Manifest.Linker
	got, why := linkedBy(a.Library)
	switch want {
	case "lld", "bfd", "gold", "mold":
	default:
		return verdict.Skipf("`linker` of the manifest is %q, so there is nothing to compare with; the file looks like %s (%s)", want, got, why)
	}
	if got != want {
		return verdict.Failf("the file was linked by %s (%s), but the manifest says %s. Does the C++ tool chain pass a -fuse-ld of its own?", got, why, want)
	}
	return verdict.Passf("%s (%s)", got, why)
}

// "Linker: LLD 14.0.6", and with the vendor's name before it: "Linker: Debian LLD 21.1.8".
var lldMark = regexp.MustCompile(`^Linker: (.* )?LLD `)

// linkedBy tells the linker from what it left in the file. bfd alone leaves nothing.
func linkedBy(f *elf.File) (name, why string) {
	if gnuNote(f, noteGold) != nil {
		return "gold", ".note.gnu.gold-version"
	}
	if comment := f.Section(".comment"); comment != nil {
		text, _ := comment.Data()
		for line := range bytes.SplitSeq(text, []byte{0}) {
			if lldMark.Match(line) {
				return "lld", ".comment: " + string(line)
			}
			if bytes.HasPrefix(line, []byte("mold ")) {
				return "mold", ".comment: " + string(line)
			}
		}
	}
	return "bfd", "no mark of another linker"
}
