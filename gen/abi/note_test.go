package abi

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var someNote = Note{Schema: 1, Hash: "00112233445566778899aabbccddeeff", Library: "calc", Version: "1.2.3", Prefix: "calc_", Panics: "poison"}

// contents renders the contents of a note.
func contents(order binary.ByteOrder, format uint32, lines ...string) []byte {
	data := make([]byte, 4)
	order.PutUint32(data, format)
	for _, line := range lines {
		data = append(append(data, line...), 0)
	}
	return data
}

// note renders a whole note, as it lies in a segment.
func note(order binary.ByteOrder, align int, owner string, kind uint32, data []byte) []byte {
	pad := func(b []byte) []byte { return append(b, make([]byte, (align-len(b)%align)%align)...) }
	b := make([]byte, 12)
	order.PutUint32(b, uint32(len(owner)))
	order.PutUint32(b[4:], uint32(len(data)))
	order.PutUint32(b[8:], kind)
	return pad(append(pad(append(b, owner...)), data...))
}

// file is the smallest ELF file with segments of notes.
func file(order binary.ByteOrder, align int, segments ...[]byte) []byte {
	header := elf.Header64{
		Ident: [elf.EI_NIDENT]byte{0x7f, 'E', 'L', 'F', byte(elf.ELFCLASS64), 0, byte(elf.EV_CURRENT)},
		Type:  uint16(elf.ET_DYN), Machine: uint16(elf.EM_X86_64), Version: uint32(elf.EV_CURRENT),
		Phoff: 64, Ehsize: 64, Phentsize: 56, Phnum: uint16(len(segments)), Shentsize: 64,
	}
	header.Ident[elf.EI_DATA] = byte(elf.ELFDATA2LSB)
	if order == binary.BigEndian {
		header.Ident[elf.EI_DATA] = byte(elf.ELFDATA2MSB)
	}
	var b bytes.Buffer
	binary.Write(&b, order, header)
	at := uint64(64 + 56*len(segments))
	for _, s := range segments {
		binary.Write(&b, order, elf.Prog64{Type: uint32(elf.PT_NOTE), Off: at, Filesz: uint64(len(s)), Memsz: uint64(len(s)), Align: uint64(align)})
		at += uint64(len(s))
	}
	for _, s := range segments {
		b.Write(s)
	}
	return b.Bytes()
}

func read(t *testing.T, data []byte) (*Note, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "libcalc.so")
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
	n, err := ReadNote(path)
	if err != nil {
		text, named := strings.CutPrefix(err.Error(), path+": ")
		if !named {
			t.Errorf("the error does not begin with the file: %v", err)
		}
		return n, errors.Join(errors.New(text), err)
	}
	return n, nil
}

func TestNoteIsFoundAmongOthers(t *testing.T) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, align := range []int{4, 8} {
			ours := note(order, align, "cshared\x00", NoteType, contents(order, NoteFormat, someNote.Lines()...))
			domain := note(order, align, "cshared\x00", 1, make([]byte, 8))
			foreign := note(order, align, "cshared2\x00", NoteType, []byte("no note of ours"))
			goID := note(order, align, "Go\x00\x00", 4, []byte("abc"))
			for i, data := range [][]byte{
				file(order, align, ours),
				file(order, align, goID, domain, ours),
				file(order, align, append(append(append(append([]byte(nil), goID...), foreign...), ours...), domain...)),
			} {
				if got, err := read(t, data); err != nil || *got != someNote {
					t.Errorf("%v, aligned to %d, file %d: read %+v, %v", order, align, i, got, err)
				}
			}
		}
	}
}

func TestLaterLinesAreSkipped(t *testing.T) {
	data := contents(binary.LittleEndian, NoteFormat, append(someNote.Lines(), "later=1", "")...)
	if got, err := ParseNote(data, binary.LittleEndian); err != nil || *got != someNote {
		t.Errorf("read %+v, %v", got, err)
	}
}

func TestBadNotes(t *testing.T) {
	le := binary.LittleEndian
	with := func(line int, text string) []byte {
		lines := someNote.Lines()
		lines[line] = text
		return contents(le, NoteFormat, lines...)
	}
	for _, test := range []struct {
		data []byte
		want string
	}{
		{nil, "the note has 0 bytes, which is too short"},
		{[]byte{1, 0, 0}, "the note has 3 bytes, which is too short"},
		{contents(le, 2, someNote.Lines()...), "the note has format 2, and this program reads format 1: use the version of rules_go_cshared that made the library"},
		{contents(le, 1), "the note is damaged: its last line has no end"},
		{contents(le, 1, someNote.Lines()...)[:50], "the note is damaged: its last line has no end"},
		{contents(le, 1, someNote.Lines()[:3]...), "the note is damaged: there is no line version="},
		{with(1, "Hash=0"), `the note is damaged: line 2 is "Hash=0", want hash=`},
		{with(0, "schema=0"), `the note is damaged: "0" is no version of abi.json`},
		{with(0, "schema=01"), `the note is damaged: "01" is no version of abi.json`},
		{with(0, "schema=x"), `the note is damaged: "x" is no version of abi.json`},
		{with(1, "hash=00112233445566778899AABBCCDDEEFF"), `the note is damaged: "00112233445566778899AABBCCDDEEFF" is no hash`},
		{with(1, "hash="), `the note is damaged: "" is no hash`},
		{with(2, "library="), "the note is damaged: the library has no name, prefix or version"},
		{with(5, "panics=ignore"), `the note has panics="ignore", which this program does not know`},
	} {
		n, err := ParseNote(test.data, le)
		if n != nil || err == nil || err.Error() != test.want {
			t.Errorf("%q: read %+v, error\n%v\nwant\n%s", test.data, n, err, test.want)
		}
	}
}

func TestBadFiles(t *testing.T) {
	le := binary.LittleEndian
	ours := note(le, 4, "cshared\x00", NoteType, contents(le, NoteFormat, someNote.Lines()...))
	damaged := append([]byte(nil), ours...)
	le.PutUint32(damaged[4:], 1<<31)
	whole := file(le, 4, ours)
	for _, test := range []struct {
		what string
		data []byte
		want string
	}{
		{"no ELF file", []byte("#!/bin/sh\nexec true\n"), "it is no ELF file: bad magic number '[35 33 47 98]' in record at byte 0x0"},
		{"no note", file(le, 4, note(le, 4, "Go\x00\x00", 4, []byte("abc"))), ErrNoNote.Error()},
		{"a note of another type", file(le, 4, note(le, 4, "cshared\x00", 1, make([]byte, 8))), ErrNoNote.Error()},
		{"two notes", file(le, 4, append(append([]byte(nil), ours...), ours...)), "there are two notes with an API in it: two generated libraries were linked into one"},
		{"notes in two segments", file(le, 4, ours, ours), "there are two notes with an API in it: two generated libraries were linked into one"},
		{"a size beyond the segment", file(le, 4, damaged), "its notes are damaged: one of 8 and 2147483648 bytes does not fit into 128"},
		{"a file that ends too early", whole[:len(whole)-40], "its notes cannot be read: unexpected EOF"},
	} {
		n, err := read(t, test.data)
		if n != nil || err == nil {
			t.Errorf("%s: read %+v, %v", test.what, n, err)
			continue
		}
		if text, _, _ := strings.Cut(err.Error(), "\n"); text != test.want {
			t.Errorf("%s: error\n%s\nwant\n%s", test.what, text, test.want)
		}
	}
	if _, err := read(t, file(le, 4)); !errors.Is(err, ErrNoNote) {
		t.Errorf("a file without notes: %v, want ErrNoNote", err)
	}
	if _, err := ReadNote(filepath.Join(t.TempDir(), "missing.so")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

// TestProgramHasNoNote reads a file that a linker made.
func TestProgramHasNoNote(t *testing.T) {
	program, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadNote(program); !errors.Is(err, ErrNoNote) {
		t.Errorf("%s: %v, want ErrNoNote", program, err)
	}
}

// FuzzNote reads any contents of a note: what is accepted is printed and read again as the same.
func FuzzNote(f *testing.F) {
	le := binary.LittleEndian
	f.Add(contents(le, NoteFormat, someNote.Lines()...))
	f.Add(contents(le, NoteFormat, append(someNote.Lines(), "later=\xff")...))
	f.Add(contents(le, 2, "schema=1"))
	f.Add(contents(le, 1, "", ""))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := ParseNote(data, le)
		if err != nil {
			return
		}
		again, err := ParseNote(contents(le, NoteFormat, n.Lines()...), le)
		if err != nil || *again != *n {
			t.Errorf("%q: read %+v, then %+v, %v", data, n, again, err)
		}
		if !bytes.HasPrefix(data, contents(le, NoteFormat, n.Lines()...)) {
			t.Errorf("%q: read %+v, which is not what is there", data, n)
		}
	})
}

// FuzzNotes reads any segment of notes, in any file.
func FuzzNotes(f *testing.F) {
	le := binary.LittleEndian
	ours := note(le, 4, "cshared\x00", NoteType, contents(le, NoteFormat, someNote.Lines()...))
	f.Add(ours, uint64(4), false)
	f.Add(append(note(le, 8, "Go\x00\x00", 4, []byte("abc")), ours...), uint64(8), false)
	f.Add(file(le, 4, ours), uint64(0), true)
	f.Add(file(binary.BigEndian, 8, ours), uint64(0), true)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0}, uint64(1), false)
	f.Fuzz(func(t *testing.T, data []byte, align uint64, isFile bool) {
		if !isFile {
			found, err := find(data, le, align%16)
			size := 0
			for _, c := range found {
				size += len(c)
			}
			if err == nil && size > len(data) {
				t.Errorf("%q: more than there is: %q", data, found)
			}
			return
		}
		elfFile, err := elf.NewFile(bytes.NewReader(data))
		if err != nil {
			return
		}
		if n, err := noteIn(elfFile); (n == nil) == (err == nil) {
			t.Errorf("%q: %+v, %v", data, n, err)
		}
	})
}
