package parse

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// asyncPreemptOff is runtime.parsedebugvars and runtime.parsegodebug, as far as preemption goes.
func asyncPreemptOff(lists ...string) bool {
	var off, checkmark int64
	for _, list := range lists {
		for field := range strings.SplitSeq(list, ",") {
			key, value, ok := strings.Cut(field, "=")
			n, err := strconv.ParseInt(value, 10, 32)
			switch {
			case !ok || err != nil:
			case key == "asyncpreemptoff":
				off = n
			case key == "gccheckmark":
				checkmark = n
			}
		}
	}
	return off != 0 || checkmark > 0
}

func FuzzGodebug(f *testing.F) {
	for _, seed := range []string{
		"", "asyncpreemptoff=1", "asyncpreemptoff=0", "asyncpreemptoff=1,asyncpreemptoff=0", ",,asyncpreemptoff=1,",
		"asyncpreemptoff=2", "asyncpreemptoff=-1", "asyncpreemptoff=+1", "asyncpreemptoff=00", "asyncpreemptoff=01",
		"asyncpreemptoff=1,asyncpreemptoff=", "asyncpreemptoff=1,asyncpreemptoff=x", "asyncpreemptoff=1x",
		"asyncpreemptoff=2147483648", "asyncpreemptoff=-2147483648", "asyncpreemptoff=99999999999999999999",
		"asyncpreemptoff", "asyncpreemptoff=1=1", "xasyncpreemptoff=1", "asyncpreemptoff =1", "gccheckmark=1", "gccheckmark=-1",
	} {
		f.Add(seed, "", false)
		f.Add(seed, "asyncpreemptoff=1", true)
		f.Add("", seed, true)
		f.Add("asyncpreemptoff=0", seed, true)
	}
	f.Fuzz(func(t *testing.T, environment, baked string, isBaked bool) {
		if strings.Contains(environment, "\x00") {
			return // No environment has one.
		}
		input := environment
		lists := []string{environment}
		if isBaked {
			input += "\x00" + baked
			lists = []string{baked, environment}
		}
		want := asyncPreemptOff(lists...)
		if got := ask(t, 'g', 0, []byte(input)) != 0; got != want {
			t.Errorf("environment %q, baked %q (%v): off is %v, Go says %v", environment, baked, isBaked, got, want)
		}
	})
}

// Our own note, as runtime_shim/src/coexist.c writes it, and Go's.
const (
	ourName = "cshared"
	ourType = 1
)

func makeNote(name string, kind uint32, contents []byte, align int) []byte {
	note := binary.LittleEndian.AppendUint32(nil, uint32(len(name)))
	note = binary.LittleEndian.AppendUint32(note, uint32(len(contents)))
	note = append(binary.LittleEndian.AppendUint32(note, kind), name...)
	for len(note)%align != 0 {
		note = append(note, 0)
	}
	note = append(note, contents...)
	for len(note)%align != 0 {
		note = append(note, 0)
	}
	return note
}

// findNote reads a segment of notes as the ELF specification has them.
func findNote(segment []byte, align int, name string, kind uint32, size int) int64 {
	up := func(n int) int { return (n + align - 1) / align * align }
	name += "\x00"
	for at := 0; len(segment)-at >= 12; {
		names := int(binary.LittleEndian.Uint32(segment[at:]))
		contents := int(binary.LittleEndian.Uint32(segment[at+4:]))
		start := up(12 + names)
		end := up(start + contents)
		if end > len(segment)-at {
			return -1
		}
		if binary.LittleEndian.Uint32(segment[at+8:]) == kind && contents >= size &&
			bytes.HasPrefix(segment[at+12:at+12+names], []byte(name)) {
			return int64(at + start)
		}
		at += end
	}
	return -1
}

func FuzzNote(f *testing.F) {
	gnu, eight := makeNote("GNU\x00", 3, []byte("build id"), 4), make([]byte, 8)
	f.Add([]byte{}, byte(0))
	for how := range byte(4) {
		align := 4 + int(how&1)*4
		f.Add(append(bytes.Clone(gnu), makeNote("Go\x00\x00", 4, []byte("id"), align)...), how)
		f.Add(makeNote(ourName+"\x00", ourType, eight, align), how)
		f.Add(makeNote(ourName+"\x00", ourType, eight[:7], align), how)
		f.Add(makeNote("Go", 4, nil, align), how)
		f.Add(makeNote("Go\x00", 4, []byte("x"), align)[:16], how)
		for field := range 2 {
			for _, size := range []uint32{0xffffffff, 0xfffffffd, 0x80000000, 13, 0} {
				broken := makeNote("Go\x00\x00", 4, []byte("id"), align)
				binary.LittleEndian.PutUint32(broken[4*field:], size)
				f.Add(broken, how)
			}
		}
	}
	f.Fuzz(func(t *testing.T, segment []byte, how byte) {
		align := 4 + int(how&1)*4
		want := findNote(segment, align, "Go", 4, 0)
		if how&2 != 0 {
			want = findNote(segment, align, ourName, ourType, 8)
		}
		if got := ask(t, 'n', how&3, segment); got != want {
			t.Errorf("%q, %d: %d, want %d", segment, how, got, want)
		}
	})
}

// Statuses of cshared/error.h.
const (
	stale   = 4101
	foreign = 4102
)

// given is what the driver has given out of one kind: by the number, what asking for it must return.
type given struct {
	get     byte // What asks the driver for one.
	numbers []uint64
	want    map[uint64]int64
}

var allGiven struct {
	sync.Once
	handles, timers given
}

func readGiven(t *testing.T, of, get byte, live func(i int) int64) given {
	const count = 120 // Of the driver.
	all := given{get: get, want: map[uint64]int64{}}
	for i := range count {
		number := uint64(ask(t, of, byte(i), nil))
		all.numbers = append(all.numbers, number)
		all.want[number] = stale
		if ask(t, 'l', byte(i), nil) != 0 {
			all.want[number] = live(i)
		}
	}
	if len(all.want) != count {
		t.Fatalf("%d different numbers, want %d", len(all.want), count)
	}
	return all
}

// FuzzHandle changes bits of numbers that were given out, and asks for others.
func FuzzHandle(f *testing.F) {
	f.Add(byte(0), uint64(0))
	for bit := range 64 {
		f.Add(byte(bit), uint64(1)<<bit)
		f.Add(byte(119), uint64(1)<<bit)
	}
	f.Fuzz(func(t *testing.T, which byte, change uint64) {
		allGiven.Do(func() {
			allGiven.handles = readGiven(t, 'H', 'h', func(i int) int64 { return -int64(i) - 1 })
			allGiven.timers = readGiven(t, 'T', 't', func(int) int64 { return 0 })
		})
		for _, all := range []given{allGiven.handles, allGiven.timers} {
			number := all.numbers[int(which)%len(all.numbers)] ^ change
			want, ok := all.want[number]
			if !ok {
				want = foreign
			}
			if got := askNumber(t, all.get, number); got != want {
				t.Errorf("%c %#x: %d, want %d", all.get, number, got, want)
			}
		}
	})
}
