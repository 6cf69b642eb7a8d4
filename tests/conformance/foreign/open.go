// Package foreign prepares the conformance test of a library that no rule has built. What can be expected of
// it comes from the file itself, and from what its owner says beside it.
package foreign

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/gocshared/rules_go_cshared/gen/abi"
	"github.com/gocshared/rules_go_cshared/tests/conformance/binary"
)

// Problem says why a file cannot be checked, and what to do about it.
type Problem struct {
	What  string
	Fixes []string
}

func (p *Problem) Error() string { return p.What }

func problem(fixes []string, format string, args ...any) error {
	return &Problem{fmt.Sprintf(format, args...), fixes}
}

// Library is a shared library.
type Library struct {
	Path    string
	Bytes   []byte
	ELF     *elf.File
	HasGo   bool
	Build   *debug.BuildInfo // nil where the file has none
	Note    *abi.Note        // nil where no generator of ours made it
	NoteErr error            // of a note that is there and cannot be read
	exports []string         // all symbols that others can bind to
}

var nameTheLibrary = []string{"name a shared library: what `go build -buildmode=c-shared` or `cc -shared` writes, lib<name>.so as a rule"}

// Open reads a file, and refuses what is no shared library.
func Open(path string) (*Library, error) {
	content, err := read(path, nameTheLibrary)
	if err != nil {
		return nil, err
	}
	f, err := parse(path, content, nameTheLibrary)
	if err != nil {
		return nil, err
	}
	if err := kind(path, f); err != nil {
		return nil, err
	}
	if err := isWhole(path, f, content); err != nil {
		return nil, err
	}
	l := &Library{Path: path, Bytes: content, ELF: f, HasGo: binary.HasGo(f)}
	if l.exports, err = binary.Exports(f); err != nil {
		return nil, problem(cutOff, "%s is damaged: its dynamic symbols cannot be read: %v", path, err)
	}
	if info, err := binary.BuildInfo(content); err == nil {
		l.Build = info
	}
	if l.Note, err = abi.ReadNote(path); err != nil && !errors.Is(err, abi.ErrNoNote) {
		l.NoteErr = err
	}
	return l, nil
}

// read reads a file that may be of any kind: a pipe would be waited for.
func read(path string, fixes []string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, problem(fixes, "%s: there is no such file", path)
	case err != nil:
		return nil, problem(fixes, "%s cannot be read: %s", path, why(err))
	case info.IsDir():
		return nil, problem(fixes, "%s is a folder, and one file is checked", path)
	case !info.Mode().IsRegular():
		return nil, problem(fixes, "%s is no file but a device or a pipe", path)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, problem([]string{"make it readable for you"}, "%s cannot be read: %s", path, why(err))
	}
	return content, nil
}

// why leaves out the path, which the message has already.
func why(err error) string {
	if p := new(fs.PathError); errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

var cutOff = []string{"copy or build it anew, and compare the size"}

func parse(path string, content []byte, fixes []string) (*elf.File, error) {
	if !bytes.HasPrefix(content, []byte(elf.ELFMAG)) {
		return nil, problem(fixes, "%s is no ELF file: it begins with %q%s", path, content[:min(len(content), 8)], guess(content))
	}
	f, err := elf.NewFile(bytes.NewReader(content))
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return nil, problem(cutOff, "%s is cut off: it ends before its own tables do", path)
	case err != nil:
		return nil, problem(cutOff, "%s is damaged: %v", path, err)
	}
	return f, nil
}

// isWhole refuses a file that is shorter than its segments.
func isWhole(path string, f *elf.File, content []byte) error {
	for _, p := range f.Progs {
		size := uint64(len(content))
		if p.Type == elf.PT_LOAD && (p.Off > size || p.Filesz > size-p.Off) {
			return problem(cutOff, "%s is cut off: a segment ends at byte %d, and the file has %d", path, p.Off+p.Filesz, len(content))
		}
	}
	return nil
}

// guess says what a file is instead, where that is known.
func guess(content []byte) string {
	for magic, what := range map[string]string{
		"!<arch>\n":        ", an archive of object files, which is linked and not loaded",
		"\xcf\xfa\xed\xfe": ", a Mach-O file; the checks are for Linux",
		"MZ":               ", a Windows file; the checks are for Linux",
		"/* GNU ld":        ", a script for the linker, which names the library",
	} {
		if bytes.HasPrefix(content, []byte(magic)) {
			return what
		}
	}
	return ""
}

// kind refuses what is ELF and no shared library.
func kind(path string, f *elf.File) error {
	buildAnew := []string{"build it with `go build -buildmode=c-shared`, or as a go_cshared_library", "or name the library that it loads"}
	switch f.Type {
	case elf.ET_DYN:
	case elf.ET_EXEC:
		return problem(buildAnew, "%s is a program, and no shared library", path)
	case elf.ET_REL:
		return problem([]string{"link it: `cc -shared`"}, "%s is an object file, which is linked and not loaded", path)
	default:
		return problem(nameTheLibrary, "%s is of type %v, and no shared library", path, f.Type)
	}
	if len(f.Sections) == 0 {
		return problem([]string{"check the file before its table of sections is removed (sstrip, packers)"},
			"%s has no table of sections, by which the checks find their way", path)
	}
	dynamic := f.SectionByType(elf.SHT_DYNAMIC)
	if dynamic == nil && f.Section(".dynamic") != nil {
		return problem([]string{"name the library itself, and this file as -debug"}, "%s has debug information only, which was split off a library", path)
	}
	if dynamic == nil {
		return problem(nameTheLibrary, "%s has no dynamic section, so nothing can load it", path)
	}
	const pie = uint64(elf.DF_1_PIE)
	if flags, err := f.DynValue(elf.DT_FLAGS_1); err == nil && len(flags) > 0 && flags[0]&pie != 0 {
		return problem(buildAnew, "%s is a program, linked to run at any address (PIE), and no shared library", path)
	}
	return nil
}

// Machine is the name of the processor that it is for, as Go has it.
func (l *Library) Machine() string { return binary.Machine(l.ELF) }

// CannotLoad says why this machine cannot load the library, "" if it can.
func (l *Library) CannotLoad() string {
	if got := l.Machine(); got != runtime.GOARCH {
		return fmt.Sprintf("it is for %s, and this machine is %s: check it there", got, runtime.GOARCH)
	}
	if l.ELF.Class != elf.ELFCLASS64 {
		return "it is for 32-bit programs"
	}
	return ""
}
