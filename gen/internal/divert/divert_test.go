package divert

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sym is a symbol of a test object: undefined if it has no value.
type sym struct {
	name  string
	bind  elf.SymBind
	typ   elf.SymType
	value uint64
}

func ref(name string) sym { return sym{name: name, bind: elf.STB_GLOBAL} }
func def(name string) sym { return sym{name, elf.STB_GLOBAL, elf.STT_FUNC, 16} }

func local(name string, typ elf.SymType, value uint64) sym {
	return sym{name, elf.STB_LOCAL, typ, value}
}

// buildObject makes a relocatable object with one section of code. The strings of sections and
// symbols share a table, as clang writes it.
func buildObject(symbols ...sym) []byte {
	names := []byte("\x00.text\x00.strtab\x00.symtab\x00")
	table := make([]byte, sizeofSymbol)
	for _, s := range symbols {
		entry := make([]byte, sizeofSymbol)
		le.PutUint32(entry, uint32(len(names)))
		entry[4] = elf.ST_INFO(s.bind, s.typ)
		if s.value != 0 {
			le.PutUint16(entry[6:], 1)
			le.PutUint64(entry[8:], s.value)
		}
		table = append(table, entry...)
		names = append(append(names, s.name...), 0)
	}
	text := make([]byte, 64)
	out := make([]byte, sizeofHeader)
	copy(out, elf.ELFMAG)
	out[elf.EI_CLASS], out[elf.EI_DATA], out[elf.EI_VERSION] = byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB), 1
	le.PutUint16(out[16:], uint16(elf.ET_REL))
	le.PutUint16(out[18:], uint16(elf.EM_X86_64))
	le.PutUint32(out[20:], 1)
	le.PutUint16(out[52:], sizeofHeader)
	le.PutUint16(out[58:], sizeofSection)
	le.PutUint16(out[60:], 4)
	le.PutUint16(out[62:], 2)
	var headers []byte
	section := func(name int, typ elf.SectionType, data []byte, link, info uint32, entry uint64) {
		h := make([]byte, sizeofSection)
		le.PutUint32(h, uint32(name))
		le.PutUint32(h[4:], uint32(typ))
		le.PutUint64(h[24:], uint64(len(out)))
		le.PutUint64(h[32:], uint64(len(data)))
		le.PutUint32(h[40:], link)
		le.PutUint32(h[44:], info)
		le.PutUint64(h[56:], entry)
		headers = append(headers, h...)
		out = append(out, data...)
	}
	headers = append(headers, make([]byte, sizeofSection)...)
	section(1, elf.SHT_PROGBITS, text, 0, 0, 0)
	section(7, elf.SHT_STRTAB, names, 0, 0, 0)
	locals := 1
	for _, s := range symbols {
		if s.bind == elf.STB_LOCAL {
			locals++
		}
	}
	section(15, elf.SHT_SYMTAB, table, 2, uint32(locals), sizeofSymbol)
	le.PutUint64(out[40:], uint64(len(out)))
	return append(out, headers...)
}

func buildArchive(t testing.TB, members ...*member) []byte {
	t.Helper()
	for _, m := range members {
		if o, err := parseObject(m.data); err == nil && o != nil {
			m.symbols = o.globals()
		}
	}
	out, err := writeArchive(members)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// cArchive is an archive like the ones of Go.
func cArchive(t testing.TB) []byte {
	return buildArchive(t,
		&member{field: "go.o/", data: buildObject(
			local("runtime.text", elf.STT_FUNC, 8), local("runtime.etext", elf.STT_FUNC, 40),
			local("runtime.sigtable", elf.STT_OBJECT, 24), local("runtime.tlsg", elf.STT_TLS, 32),
			ref("x_cgo_sigaction"), def("crosscall2"))},
		&member{field: "000000.o/", data: buildObject(def("Add"), ref("_cgo_wait_runtime_init_done"), ref("crosscall2"), ref("sigaction"), ref("pthread_create"), ref("mmap"))},
		&member{field: "000001.o/", data: buildObject(def("x_cgo_sigaction"), ref("sigaction"), ref("sigemptyset"))},
		&member{field: "000002.o/", data: buildObject(def("_cgo_try_pthread_create"), def("_cgo_wait_runtime_init_done"), ref("pthread_create"), ref("pthread_key_create"))},
		&member{field: "000003.o/", data: buildObject(def("x_cgo_mmap"), ref("mmap"), ref("munmap"))},
		&member{field: "odd.bc/", data: []byte("BC\xc0\xde!"), symbols: []string{"from_bitcode"}},
	)
}

func rewrite(t *testing.T, in []byte) ([]*member, *Found) {
	t.Helper()
	out, found, err := Rewrite(in)
	if err != nil {
		t.Fatal(err)
	}
	members, err := parseArchive(out)
	if err != nil {
		t.Fatal(err)
	}
	return members, found
}

// undefined lists what an object refers to, as debug/elf reads it.
func undefined(t *testing.T, data []byte) []string {
	t.Helper()
	f, err := elf.NewFile(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	symbols, err := f.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range symbols {
		if s.Section == elf.SHN_UNDEF {
			names = append(names, s.Name)
		}
	}
	return names
}

func TestOnlyTheRuntimesReferencesAreDiverted(t *testing.T) {
	members, _ := rewrite(t, cArchive(t))
	want := map[string][]string{
		"go.o":     {"x_cgo_sigaction"},
		"000000.o": {"cshared_load_enter", "cshared_load_crosscall2", "sigaction", "pthread_create", "mmap"},
		"000001.o": {"cshared_load_sigaction", "sigemptyset"},
		"000002.o": {"cshared_load_pthread_create", "cshared_load_pthread_key_create"},
		"000003.o": {"cshared_load_mmap", "cshared_load_munmap"},
	}
	for _, m := range members {
		if m.name() == "odd.bc" {
			continue
		}
		if diff := cmp.Diff(want[m.name()], undefined(t, m.data)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", m.name(), diff)
		}
	}
}

func TestAliasesAreHiddenAndNameTheSamePlace(t *testing.T) {
	members, found := rewrite(t, cArchive(t))
	f, err := elf.NewFile(bytes.NewReader(members[0].data))
	if err != nil {
		t.Fatal(err)
	}
	symbols, err := f.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]elf.Symbol{}
	for _, s := range symbols {
		byName[s.Name] = s
	}
	for _, a := range aliases {
		of, ok := byName[a.of]
		alias := byName[a.name]
		if !ok {
			if _, made := byName[a.name]; made || found.aliased[a.of] {
				t.Errorf("%s names nothing", a.name)
			}
			continue
		}
		if alias.Value != of.Value || alias.Section != of.Section || elf.ST_TYPE(alias.Info) != elf.ST_TYPE(of.Info) {
			t.Errorf("%s is %+v, %s is %+v", a.name, alias, a.of, of)
		}
		if elf.ST_BIND(alias.Info) != elf.STB_GLOBAL || elf.ST_VISIBILITY(alias.Other) != elf.STV_HIDDEN {
			t.Errorf("%s: binding %v, visibility %v", a.name, elf.ST_BIND(alias.Info), elf.ST_VISIBILITY(alias.Other))
		}
	}
}

// The entry of a generated function is the Go function, not what cgo has for C, nor a closure in it.
func TestEntriesAreTheGoFunctions(t *testing.T) {
	members := []*member{{field: "go.o/", data: buildObject(
		local("runtime.text", elf.STT_FUNC, 8), local("runtime.etext", elf.STT_FUNC, 40), local("runtime.tlsg", elf.STT_TLS, 32),
		local("main.cshared_go_calc_add", elf.STT_FUNC, 12), local("main.cshared_go_calc_add.func1", elf.STT_FUNC, 16),
		local("main.cshared_go_calc_add.abi0", elf.STT_FUNC, 24), local("main.cshared_go_data", elf.STT_OBJECT, 28),
		def("_cgoexp_0123456789ab_cshared_go_calc_add"), ref("x_cgo_sigaction"), def("crosscall2"))}}
	old, err := parseArchive(cArchive(t))
	if err != nil {
		t.Fatal(err)
	}
	rewritten, _ := rewrite(t, buildArchive(t, append(members, old[1:]...)...))
	f, err := elf.NewFile(bytes.NewReader(rewritten[0].data))
	if err != nil {
		t.Fatal(err)
	}
	symbols, err := f.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]uint64{}
	for _, s := range symbols {
		if strings.HasPrefix(s.Name, entryPrefix) {
			got[s.Name] = s.Value
		}
	}
	if diff := cmp.Diff(map[string]uint64{"cshared_entry_calc_add": 12}, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

func TestReport(t *testing.T) {
	_, found := rewrite(t, cArchive(t))
	want := `divert sigaction cshared_load_sigaction 1
divert pthread_create cshared_load_pthread_create 1
divert pthread_key_create cshared_load_pthread_key_create 1
divert mmap cshared_load_mmap 1
divert munmap cshared_load_munmap 1
divert _cgo_wait_runtime_init_done cshared_load_enter 1
divert crosscall2 cshared_load_crosscall2 1
alias runtime.text cshared_go_text present
alias runtime.etext cshared_go_etext present
alias runtime.tlsg cshared_go_tlsg present
alias runtime.sigtable cshared_go_sigtable present
alias runtime.godebugDefault cshared_go_godebug_default absent
alias _rt0_amd64_lib_argc cshared_go_argc absent
alias _rt0_amd64_lib_argv cshared_go_argv absent
alias _rt0_arm64_lib_argc cshared_go_argc absent
alias _rt0_arm64_lib_argv cshared_go_argv absent
`
	if diff := cmp.Diff(want, found.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Linkers find members by the index: each of its entries has to lead to the member that defines it.
func TestIndexLeadsToTheDefinitions(t *testing.T) {
	out, _, err := Rewrite(cArchive(t))
	if err != nil {
		t.Fatal(err)
	}
	members, err := parseArchive(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range members {
		o, err := parseObject(m.data)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"from_bitcode"}
		if o != nil {
			want = o.globals()
		}
		if diff := cmp.Diff(want, m.symbols); diff != "" {
			t.Errorf("%s (-want +got):\n%s", m.name(), diff)
		}
	}
	if !slices.Contains(members[0].symbols, "cshared_go_tlsg") {
		t.Error("the index has no alias")
	}
}

func TestEqualInputGivesEqualOutput(t *testing.T) {
	in := cArchive(t)
	before := bytes.Clone(in)
	a, _, err := Rewrite(in)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(in, before) {
		t.Error("the input was changed")
	}
	// Other times and owners of the members.
	for at := len(archiveMagic); at < len(in); {
		copy(in[at+16:], "1700000000  1000  1000  ")
		var size int
		fmt.Sscan(string(in[at+48:at+58]), &size)
		at += headerSize + size + size&1
	}
	b, _, err := Rewrite(in)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Error("the output depends on times and owners of the members")
	}
}

// members is an archive like the ones of Go, with a change.
func members(t *testing.T, change func([]*member) []*member) []byte {
	t.Helper()
	all, err := parseArchive(cArchive(t))
	if err != nil {
		t.Fatal(err)
	}
	out, err := writeArchive(change(all))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func without(t *testing.T, i int) []byte {
	t.Helper()
	return members(t, func(all []*member) []*member { return slices.Delete(all, i, i+1) })
}

// A runtime that calls libc in another way: everything stays as it is, or the two kinds of guarantees
// would be mixed.
func TestUnknownRuntimeFallsBackAsAWhole(t *testing.T) {
	renamed := func(from, to string) []byte {
		in := cArchive(t)
		return bytes.ReplaceAll(in, []byte(from+"\x00"), []byte(to+"\x00"))
	}
	for _, test := range []struct {
		name string
		in   []byte
		want string
	}{
		{"no sigaction", without(t, 2), "no member defines x_cgo_sigaction and refers to sigaction"},
		{"sigaction elsewhere", renamed("x_cgo_sigaction", "x_new_sigaction"), "no member defines x_cgo_sigaction and refers to sigaction"},
		{"no threads", without(t, 3), "no member defines _cgo_try_pthread_create and refers to pthread_create"},
		{"other threads", renamed("pthread_create", "pthread_spawn_"), "no member defines _cgo_try_pthread_create and refers to pthread_create"},
		{"no mmap", without(t, 4), "no member defines x_cgo_mmap and refers to mmap"},
		{"no end of text", renamed("runtime.etext", "runtime.ztext"), "no object has both runtime.tlsg and runtime.etext"},
		{"no slot of g", renamed("runtime.tlsg", "runtime.tlsx"), "no object has both runtime.tlsg and runtime.text"},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := bytes.Clone(test.in)
			out, found, err := Rewrite(test.in)
			if err != nil {
				t.Fatal(err)
			}
			if found.Fallback != test.want {
				t.Errorf("because %q, want %q", found.Fallback, test.want)
			}
			if !bytes.Equal(out, before) || !bytes.Equal(test.in, before) {
				t.Error("the archive was changed")
			}
			if first, _, _ := strings.Cut(found.String(), "\n"); first != "fallback constructors: "+test.want {
				t.Errorf("the report begins with %q", first)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	diverted, _, err := Rewrite(cArchive(t))
	if err != nil {
		t.Fatal(err)
	}
	badSize := cArchive(t)
	copy(badSize[len(archiveMagic)+48:], "9999999999")
	badIndex := cArchive(t)
	binary.BigEndian.PutUint32(badIndex[len(archiveMagic)+headerSize+4:], 3)
	for _, test := range []struct {
		name string
		in   []byte
		want string
	}{
		{"empty", nil, "not a System V archive"},
		{"thin", []byte("!<thin>\n"), "not a System V archive"},
		{"header cut", cArchive(t)[:len(archiveMagic)+10], "broken header at byte 8"},
		{"size", badSize, "broken size at byte 8"},
		{"index", badIndex, "broken index of symbols"},
		{"no members", []byte(archiveMagic), "no object has symbols of the package runtime"},
		{"no go.o", members(t, func(all []*member) []*member { return all[1:] }), "no object has symbols of the package runtime"},
		{"twice", diverted, "it has been diverted before"},
		{
			"32 bits",
			members(t, func(all []*member) []*member { all[1].data[elf.EI_CLASS] = byte(elf.ELFCLASS32); return all }),
			"member 000000.o: not a 64-bit little-endian object",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, _, err := Rewrite(test.in); err == nil || err.Error() != test.want {
				t.Errorf("error %v, want %s", err, test.want)
			}
		})
	}
}

// A name of letters that take several bytes each keeps its place in the header.
func TestMemberNamesAreBytes(t *testing.T) {
	const name = "größe.o/"
	members, err := parseArchive(buildArchive(t, &member{field: name, data: []byte("BC")}, &member{field: "b.o/", data: []byte("x")}))
	if err != nil || len(members) != 2 || members[0].field != name {
		t.Errorf("%v, %d members; want %s and b.o", err, len(members), name)
	}
}
