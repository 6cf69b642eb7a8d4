package load

import (
	"debug/elf"
	"encoding/binary"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/gocshared/rules_go_cshared/tests/shim/load/fixture"
)

// What is left of the guarantees where the archive is not diverted: the table "fallback" of load.h. A
// line that does not hold is asserted as well, so that an improvement is noticed, and documented.
var fallback = []guarantee{
	{of: "stray", ours: map[string]string{"usr1": "0", "term": "0", "rt": "0"}},
	{of: "fp_of_load", ours: map[string]string{"goroutines": "0", "host_kept": "1"}},
	{of: "flags", ours: map[string]string{"owned": "5", "others_changed": "0"}},
	{of: "sigpipe", ours: map[string]string{"ignored": "1", "go_write_errno": "32", "c_write_epipe": "1", "child_ignores": "1"}},
	{of: "recover", ours: map[string]string{"nil": "1", "nil_func": "1"}},
	{of: "threads", ours: map[string]string{"done": "1"}},
	{of: "user", ours: map[string]string{
		"sigaction": "1", "sigaction_urg": "1", "thread_mask_inherited": "1", "thread_rounding_inherited": "1", "mmap": "1",
	}},
	// The mask of the thread that loads is as before, that of callers and runtime threads loses what
	// Go unblocks with each new thread (runtime.minitSignalMask).
	{of: "masks", ours: map[string]string{"loader_mask": "0000000000000000", "lost": "00000003844184d8", "runtime_unblocked": "00000002044184d8"}},
	{of: "sigchld", ours: map[string]string{"sigchld": "0"}},
	{of: "rtmin", killed: syscall.Signal(34)},
	{of: "restored", ours: map[string]string{"received": "10", "host_received": "0", "usr1_restored": "0", "prof_restored": "0"}},
	{of: "stuck", ours: map[string]string{"stuck": some}},
}

func TestFallback(t *testing.T) {
	host := fixture.Host(t, "load/testdata/host.c")
	for _, linker := range fixture.Linkers(t) {
		lib := fixture.Fallback(t, linker)
		for _, g := range fallback {
			t.Run(linker+"/"+g.of, func(t *testing.T) { compareFallback(t, host, lib, g) })
		}
	}
	// Go raises the limit when nothing of ours runs.
	if r := fixture.Run(t, nil, host, fixture.Fallback(t, "bfd"), "limits"); r.Values["nofile"] == "512" || r.Values["nofile"] == "" {
		t.Errorf("nofile is %q: the host's limit is back, which load.h denies", r.Values["nofile"])
	}
}

// The rule's link has the order too: it strips the names, so what the order is good for is tested.
func TestFallbackOfRules(t *testing.T) {
	lib := fixture.RulesFallback(t)
	if lib == "" {
		t.Skip("the library is built by Bazel: run bazel test //tests/shim/load:load_test")
	}
	host := fixture.Host(t, "load/testdata/host.c")
	for _, g := range fallback {
		t.Run(g.of, func(t *testing.T) { compareFallback(t, host, lib, g) })
	}
}

func compareFallback(t *testing.T, host, lib string, g guarantee) {
	t.Helper()
	r := fixture.Run(t, nil, host, lib, g.of)
	if g.killed == 0 {
		compare(t, "fallback", r, g.ours)
	} else if !r.Status.Signaled() || r.Status.Signal() != g.killed {
		t.Errorf("status %#x, want death by signal %d", uint32(r.Status), g.killed)
	}
}

// The policy "go" keeps the dispatcher only.
func TestFallbackWithPolicyGo(t *testing.T) {
	host := fixture.Host(t, "load/testdata/host.c")
	lib := fixture.Link(t, "fallback-go", fixture.Archive(t), fixture.Shim(t, "go", "-DCSHARED_LOAD_SIGNALS_GO"), "bfd")
	for _, g := range guarantees {
		switch g.of {
		case "stray", "masks", "fp", "flags":
			t.Run(g.of, func(t *testing.T) { compare(t, "fallback", fixture.Run(t, nil, host, lib, g.of), g.stock) })
		}
	}
	compare(t, "fallback", fixture.Run(t, nil, host, lib, "recover"), map[string]string{"nil": "1", "nil_func": "1"})
}

// Go's constructor has to lie between the two of the shim.
func TestOrderOfConstructors(t *testing.T) {
	inOrder := func(lib string) bool {
		order := constructors(t, lib)
		t.Log(strings.Join(order, " "))
		golang := slices.IndexFunc(order, func(name string) bool { return strings.HasPrefix(name, "_rt0_") })
		before, after := slices.Index(order, "before_go"), slices.Index(order, "after_go")
		if golang < 0 || before < 0 || after < 0 {
			t.Fatalf("not all of them are there: %q", order)
		}
		return before < golang && golang < after
	}
	for _, linker := range fixture.Linkers(t) {
		if !inOrder(fixture.Fallback(t, linker)) {
			t.Errorf("%s: Go's constructor does not lie between ours", linker)
		}
	}
	// The other way round it must be seen, and the guarantees must break.
	wrong := fixture.Link(t, "fallback-wrong", fixture.Shim(t, "quiet"), fixture.Archive(t), "bfd")
	if inOrder(wrong) {
		t.Error("the shim before the archive: no difference, so the test proves nothing")
	}
	r := fixture.Run(t, nil, fixture.Host(t, "load/testdata/host.c"), wrong, "stray")
	compare(t, "wrong order", r, map[string]string{"usr1": some})
}

// constructors lists the functions of .init_array by name, as the relocations lead to them.
func constructors(t *testing.T, lib string) []string {
	t.Helper()
	f, err := elf.Open(lib)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	symbols, err := f.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	array := f.Section(".init_array")
	words, err := array.Data()
	if err != nil {
		t.Fatal(err)
	}
	addresses := make([]uint64, len(words)/8)
	for i := range addresses {
		addresses[i] = binary.LittleEndian.Uint64(words[8*i:])
	}
	for _, section := range f.Sections {
		if section.Type != elf.SHT_RELA {
			continue
		}
		data, err := section.Data()
		if err != nil {
			t.Fatal(err)
		}
		for ; len(data) >= 24; data = data[24:] {
			at, addend := binary.LittleEndian.Uint64(data), binary.LittleEndian.Uint64(data[16:])
			if at >= array.Addr && at < array.Addr+array.Size {
				addresses[(at-array.Addr)/8] = addend
			}
		}
	}
	var names []string
	for _, address := range addresses {
		name := "?"
		for _, s := range symbols {
			if s.Value == address && elf.ST_TYPE(s.Info) == elf.STT_FUNC {
				name = s.Name
			}
		}
		names = append(names, name)
	}
	return names
}
