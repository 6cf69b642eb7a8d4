package abi

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A generated library says in an ELF note which API it has, so that it can be told from the file alone,
// stripped or not; `readelf -n` shows it, and `readelf -p .note.cshared.abi` its text. The owner is "cshared",
// the type 2. (Type 1 is how libraries of one process find each other.) Its contents are a 32-bit number in the
// byte order of the machine, NoteFormat, and lines that end with a NUL byte, NAME=VALUE, in this order:
//
//	schema=1            version of abi.json
//	hash=9f86d0818…     hash of abi.json
//	library=calc        name, without lib and .so
//	version=1.2.3
//	prefix=calc_
//	panics=errno        what a panic does unless a function says otherwise
//
// Later versions may append lines, which a reader skips.
const (
	NoteOwner   = "cshared"
	NoteType    = 2
	NoteFormat  = 1
	NoteSection = ".note.cshared.abi"
)

// Note is what the note says.
type Note struct {
	Schema  int
	Hash    string
	Library string
	Version string
	Prefix  string
	Panics  string
}

// NoteOf returns the note of a library with that API.
func NoteOf(a *ABI) Note {
	return Note{Schema: a.Schema, Hash: a.Hash, Library: a.Library, Version: a.Version, Prefix: a.Prefix, Panics: a.Panics}
}

// Lines returns the lines of the note.
func (n Note) Lines() []string {
	return []string{
		"schema=" + strconv.Itoa(n.Schema), "hash=" + n.Hash, "library=" + n.Library,
		"version=" + n.Version, "prefix=" + n.Prefix, "panics=" + n.Panics,
	}
}

// ErrNoNote says that a file has none: it is no generated library, or of an older version.
var ErrNoNote = errors.New("there is no note of rules_go_cshared with an API in it: the library was not generated, or by a version that wrote none")

// ReadNote reads the note of a library.
func ReadNote(path string) (*Note, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	f, err := elf.NewFile(file)
	if err != nil {
		return nil, fmt.Errorf("%s: it is no ELF file: %w", path, err)
	}
	n, err := noteIn(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return n, nil
}

// largestNotes is more than the notes of any library have.
const largestNotes = 1 << 20

func noteIn(f *elf.File) (*Note, error) {
	var found *Note
	for _, segment := range f.Progs {
		if segment.Type != elf.PT_NOTE {
			continue
		}
		if segment.Filesz > largestNotes {
			return nil, fmt.Errorf("its notes have %d bytes", segment.Filesz)
		}
		data := make([]byte, segment.Filesz)
		if _, err := io.ReadFull(segment.Open(), data); err != nil {
			return nil, fmt.Errorf("its notes cannot be read: %w", err)
		}
		contents, err := find(data, f.ByteOrder, segment.Align)
		if err != nil {
			return nil, err
		}
		for _, c := range contents {
			if found != nil {
				return nil, errors.New("there are two notes with an API in it: two generated libraries were linked into one")
			}
			if found, err = ParseNote(c, f.ByteOrder); err != nil {
				return nil, err
			}
		}
	}
	if found == nil {
		return nil, ErrNoNote
	}
	return found, nil
}

// find returns the contents of all notes of ours in a segment.
func find(data []byte, order binary.ByteOrder, align uint64) ([][]byte, error) {
	if align < 8 {
		align = 4
	}
	padded := func(n uint64) uint64 { return (n + align - 1) / align * align }
	var all [][]byte
	const head = 12
	for len(data) >= head {
		nameSize, size, kind := uint64(order.Uint32(data)), uint64(order.Uint32(data[4:])), order.Uint32(data[8:])
		begin := padded(head + nameSize)
		end := begin + size
		if head+nameSize > uint64(len(data)) || end > uint64(len(data)) {
			return nil, fmt.Errorf("its notes are damaged: one of %d and %d bytes does not fit into %d", nameSize, size, len(data))
		}
		if kind == NoteType && string(data[head:head+nameSize]) == NoteOwner+"\x00" {
			all = append(all, data[begin:end])
		}
		data = data[min(padded(end), uint64(len(data))):]
	}
	return all, nil
}

var isHash = regexp.MustCompile(`^[0-9a-f]{32}$`)

// ParseNote reads the contents of a note.
func ParseNote(data []byte, order binary.ByteOrder) (*Note, error) {
	if len(data) < 4 {
		return nil, fmt.Errorf("the note has %d bytes, which is too short", len(data))
	}
	if format := order.Uint32(data); format != NoteFormat {
		return nil, fmt.Errorf("the note has format %d, and this program reads format %d: use the version of rules_go_cshared that made the library", format, NoteFormat)
	}
	text, whole := bytes.CutSuffix(data[4:], []byte{0})
	if !whole {
		return nil, errors.New("the note is damaged: its last line has no end")
	}
	lines := strings.Split(string(text), "\x00")
	n := new(Note)
	var schema string
	for i, field := range []struct {
		name string
		to   *string
	}{
		{"schema", &schema}, {"hash", &n.Hash}, {"library", &n.Library}, {"version", &n.Version}, {"prefix", &n.Prefix}, {"panics", &n.Panics},
	} {
		if i >= len(lines) {
			return nil, fmt.Errorf("the note is damaged: there is no line %s=", field.name)
		}
		value, ok := strings.CutPrefix(lines[i], field.name+"=")
		if !ok {
			return nil, fmt.Errorf("the note is damaged: line %d is %q, want %s=", i+1, lines[i], field.name)
		}
		*field.to = value
	}
	var err error
	switch n.Schema, err = strconv.Atoi(schema); {
	case err != nil || n.Schema < 1 || strconv.Itoa(n.Schema) != schema:
		return nil, fmt.Errorf("the note is damaged: %q is no version of abi.json", schema)
	case !isHash.MatchString(n.Hash):
		return nil, fmt.Errorf("the note is damaged: %q is no hash", n.Hash)
	case n.Library == "" || n.Prefix == "" || n.Version == "":
		return nil, errors.New("the note is damaged: the library has no name, prefix or version")
	case !slices.Contains([]string{"errno", "poison", "abort"}, n.Panics):
		return nil, fmt.Errorf("the note has panics=%q, which this program does not know", n.Panics)
	}
	return n, nil
}
