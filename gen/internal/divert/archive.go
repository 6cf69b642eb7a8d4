package divert

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

const (
	archiveMagic = "!<arch>\n"
	headerSize   = 60
	nameSize     = 16
	headerEnd    = "`\n"
	indexName    = "/"
	longNames    = "//"
)

// member is one file of a System V archive, as GNU ar and llvm-ar write it.
type member struct {
	field   string // the name as it stands in the header: "go.o/", or "/12" into the table of long names
	data    []byte
	symbols []string // what the index lists for it
}

func (m *member) name() string { return strings.TrimRight(m.field, "/ ") }

// parseArchive returns the members without the index. Those that we cannot read get their symbols
// from the index.
func parseArchive(in []byte) ([]*member, error) {
	if !bytes.HasPrefix(in, []byte(archiveMagic)) {
		return nil, errors.New("not a System V archive")
	}
	var members []*member
	byOffset := map[uint64]*member{}
	var index []byte
	for at := len(archiveMagic); at < len(in); {
		if len(in)-at < headerSize || string(in[at+headerSize-2:at+headerSize]) != headerEnd {
			return nil, fmt.Errorf("broken header at byte %d", at)
		}
		header := string(in[at : at+headerSize])
		size, err := strconv.ParseUint(strings.TrimSpace(header[48:58]), 10, 62)
		if err != nil || size > uint64(len(in)-at-headerSize) {
			return nil, fmt.Errorf("broken size at byte %d", at)
		}
		start := at + headerSize
		m := &member{field: strings.TrimRight(header[:nameSize], " "), data: in[start : start+int(size)]}
		switch {
		case m.field == indexName:
			index = m.data
		case m.field == "/SYM64/" || strings.HasPrefix(m.field, "#1/") || strings.HasPrefix(m.field, "__.SYMDEF"):
			return nil, fmt.Errorf("an archive with a member %s is not supported", m.field)
		default:
			members = append(members, m)
			byOffset[uint64(at)] = m
		}
		at = start + int(size+size&1)
	}
	return members, readIndex(index, byOffset)
}

func readIndex(index []byte, byOffset map[uint64]*member) error {
	if len(index) == 0 {
		return nil
	}
	broken := errors.New("broken index of symbols")
	if len(index) < 4 {
		return broken
	}
	n := int(binary.BigEndian.Uint32(index))
	if n > (len(index)-4)/4 {
		return broken
	}
	names := index[4+4*n:]
	for i := range n {
		name, rest, ok := bytes.Cut(names, []byte{0})
		m := byOffset[uint64(binary.BigEndian.Uint32(index[4+4*i:]))]
		if !ok || m == nil {
			return broken
		}
		names = rest
		m.symbols = append(m.symbols, string(name))
	}
	return nil
}

func writeArchive(members []*member) ([]byte, error) {
	count, namesSize := 0, 0
	for _, m := range members {
		count += len(m.symbols)
		for _, s := range m.symbols {
			namesSize += len(s) + 1
		}
	}
	indexSize := 4 + 4*count + namesSize
	indexSize += indexSize & 1
	offset := uint64(len(archiveMagic) + headerSize + indexSize)
	index := binary.BigEndian.AppendUint32(nil, uint32(count))
	var names []byte
	for _, m := range members {
		if offset > math.MaxUint32 {
			return nil, errors.New("the archive is larger than 4 GiB")
		}
		for _, s := range m.symbols {
			index = binary.BigEndian.AppendUint32(index, uint32(offset))
			names = append(append(names, s...), 0)
		}
		offset += headerSize + uint64(len(m.data)+len(m.data)&1)
	}
	index = append(index, names...)
	for len(index) < indexSize {
		index = append(index, 0)
	}

	var out bytes.Buffer
	out.WriteString(archiveMagic)
	for _, m := range append([]*member{{field: indexName, data: index}}, members...) {
		mode := "644"
		if m.field == indexName || m.field == longNames {
			mode = "0"
		}
		// Package fmt would count letters, and the field has 16 bytes.
		out.WriteString(m.field + strings.Repeat(" ", max(0, nameSize-len(m.field))))
		fmt.Fprintf(&out, "%-12s%-6s%-6s%-8s%-10d%s", "0", "0", "0", mode, len(m.data), headerEnd)
		out.Write(m.data)
		if len(m.data)&1 != 0 {
			out.WriteByte('\n')
		}
	}
	return out.Bytes(), nil
}
