package divert

import (
	"bytes"
	"debug/elf"
	"testing"
)

// FuzzRewrite changes some bytes of an archive: it is an error, or what comes out can be read again
// and has the same members.
func FuzzRewrite(f *testing.F) {
	whole := cArchive(f)
	f.Add(whole, 0, []byte{})
	f.Add(whole, len(whole)/2, []byte{0xff})
	for _, at := range []int{8 + 48, 8 + headerSize, 8 + headerSize + 3} { // size, count of the index, an offset in it
		f.Add(whole, at, []byte("9"))
	}
	// Section headers of the last object: offset and size of its tables.
	for at := len(whole) - 4*sizeofSection; at < len(whole); at += 8 {
		f.Add(whole, at, []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f})
	}
	f.Add(buildArchive(f, &member{field: "a.o/", data: buildObject(def("x_cgo_sigaction"), ref("sigaction"))}), 0, []byte{})
	f.Add(buildObject(local("runtime.tlsg", elf.STT_TLS, 8)), 60, []byte{1})
	f.Fuzz(func(t *testing.T, in []byte, at int, change []byte) {
		in = bytes.Clone(in)
		if at >= 0 && at < len(in) {
			copy(in[at:], change)
		}
		before := bytes.Clone(in)
		parseObject(in)
		out, found, err := Rewrite(in)
		if !bytes.Equal(in, before) {
			t.Error("the input was written to")
		}
		if err != nil {
			if out != nil || found != nil {
				t.Errorf("%v, and a result all the same", err)
			}
			return
		}
		checkSame(t, in, out)
	})
}

func checkSame(t *testing.T, in, out []byte) {
	t.Helper()
	want, err := parseArchive(in)
	if err != nil {
		t.Fatalf("%v, and was rewritten all the same", err)
	}
	got, err := parseArchive(out)
	if err != nil {
		t.Fatalf("the result cannot be read: %v", err)
	}
	if len(got) != len(want) {
		t.Fatalf("%d members became %d", len(want), len(got))
	}
	for i := range got {
		if got[i].field != want[i].field || len(got[i].data) < len(want[i].data) {
			t.Errorf("member %q of %d bytes became %q of %d", want[i].field, len(want[i].data), got[i].field, len(got[i].data))
		}
		if _, err := parseObject(got[i].data); err != nil {
			t.Errorf("member %q of the result: %v", got[i].field, err)
		}
	}
}
