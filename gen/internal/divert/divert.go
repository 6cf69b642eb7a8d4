// Package divert rewrites rules_go's c-archive so that the Go runtime asks our shim, and nobody
// else does.
//
// It renames references, member by member: the runtime's own `sigaction` becomes
// `cshared_load_sigaction`, while C code of the user in the same archive, and everything else in
// the link, keeps libc's. A link-wide --wrap could not tell the two apart. It also gives some local
// symbols of the runtime a second, hidden name, which C code of the shim can refer to.
//
// Where a runtime calls libc in a way that is not known, nothing is renamed and the archive stays as it
// is: constructors of the shim then do what can be done from outside (runtime_shim/include/cshared/load.h).
package divert

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// diversion is one renamed reference.
type diversion struct {
	from, to string
	// definer is a symbol that only the member with the runtime's reference defines. Members have
	// numbers for names, so this is what tells them apart. Empty: every member.
	definer string
}

// Where runtime/cgo of Go 1.21 to 1.26 calls libc: gcc_sigaction.c, gcc_libinit.c, gcc_mmap.c. The
// last two are the first and the last call of each exported function (_cgo_export.c).
var diversions = []diversion{
	{"sigaction", "cshared_load_sigaction", "x_cgo_sigaction"},
	{"pthread_create", "cshared_load_pthread_create", "_cgo_try_pthread_create"},
	{"pthread_key_create", "cshared_load_pthread_key_create", "_cgo_wait_runtime_init_done"},
	{"mmap", "cshared_load_mmap", "x_cgo_mmap"},
	{"munmap", "cshared_load_munmap", "x_cgo_mmap"},
	{"_cgo_wait_runtime_init_done", "cshared_load_enter", ""},
	{"crosscall2", "cshared_load_crosscall2", ""},
}

// alias is a second name for a local symbol of the Go object.
type alias struct {
	of, name string
	required bool
}

var aliases = []alias{
	{"runtime.text", "cshared_go_text", true},
	{"runtime.etext", "cshared_go_etext", true},
	{"runtime.tlsg", "cshared_go_tlsg", true},
	// Without these the shim falls back: to a repair of the mask, to the settings of the environment
	// alone, to the environment that the process started with.
	{"runtime.sigtable", "cshared_go_sigtable", false},
	{"runtime.godebugDefault", "cshared_go_godebug_default", false},
	{"_rt0_amd64_lib_argc", "cshared_go_argc", false},
	{"_rt0_amd64_lib_argv", "cshared_go_argv", false},
	{"_rt0_arm64_lib_argc", "cshared_go_argc", false},
	{"_rt0_arm64_lib_argv", "cshared_go_argv", false},
}

// goExport matches the Go half of a function with a generated C API, as Go calls it: its one argument in
// a register. What cgo has for C gets the place of the argument (cmd/cgo, writeExports) and only calls it.
var goExport = regexp.MustCompile(`^main\.cshared_go_([0-9A-Za-z_]+)$`)

const entryPrefix = "cshared_entry_"

// Found says what the archive had.
type Found struct {
	// Fallback is why nothing was renamed; "" where the runtime's calls are diverted.
	Fallback string

	diverted map[string]int
	aliased  map[string]bool // by the local symbol
	entries  int
}

// String lists everything that was looked for, found or not, in a fixed order. A fallback stands
// first.
func (f *Found) String() string {
	var b strings.Builder
	if f.Fallback != "" {
		fmt.Fprintf(&b, "fallback constructors: %s\n", f.Fallback)
	}
	for _, d := range diversions {
		fmt.Fprintf(&b, "divert %s %s %d\n", d.from, d.to, f.diverted[d.to])
	}
	for _, a := range aliases {
		state := "absent"
		if f.aliased[a.of] {
			state = "present"
		}
		fmt.Fprintf(&b, "alias %s %s %s\n", a.of, a.name, state)
	}
	if f.entries > 0 {
		fmt.Fprintf(&b, "entries %d\n", f.entries)
	}
	return b.String()
}

// missing says what of the required is not there, or "".
func (f *Found) missing() string {
	for _, d := range diversions {
		// A library without exports has no reference from any member.
		if f.diverted[d.to] == 0 && d.definer != "" {
			return fmt.Sprintf("no member defines %s and refers to %s", d.definer, d.from)
		}
	}
	for _, a := range aliases {
		if a.required && !f.aliased[a.of] {
			return fmt.Sprintf("no object has both runtime.tlsg and %s", a.of)
		}
	}
	return ""
}

// Rewrite returns the archive with the runtime's references diverted, or as it was, with the reason in
// Found.Fallback: never with some of them. Equal input gives equal output; times and owners of the
// members of a diverted archive are set to zero.
func Rewrite(in []byte) ([]byte, *Found, error) {
	members, err := parseArchive(in)
	if err != nil {
		return nil, nil, err
	}
	found := &Found{diverted: map[string]int{}, aliased: map[string]bool{}}
	isGo := false
	for _, m := range members {
		obj, err := parseObject(m.data)
		if err != nil {
			return nil, nil, fmt.Errorf("member %s: %w", m.name(), err)
		}
		if obj == nil {
			continue // bitcode, or a table of the archive
		}
		if obj.defines(aliases[0].name) {
			// The shim would take it for a diverted one, whatever is found now.
			return nil, nil, errors.New("it has been diverted before")
		}
		isGo = isGo || obj.hasPrefix("runtime.")
		if err := found.divert(obj); err != nil {
			return nil, nil, fmt.Errorf("member %s: %w", m.name(), err)
		}
		if m.data, err = obj.bytes(); err != nil {
			return nil, nil, fmt.Errorf("member %s: %w", m.name(), err)
		}
		m.symbols = obj.globals()
	}
	if !isGo {
		return nil, nil, errors.New("no object has symbols of the package runtime")
	}
	if found.Fallback = found.missing(); found.Fallback != "" {
		return in, found, nil
	}
	out, err := writeArchive(members)
	return out, found, err
}

func (f *Found) divert(obj *object) error {
	for _, d := range diversions {
		if d.definer == "" || obj.defines(d.definer) {
			f.diverted[d.to] += obj.redirect(d.from, d.to)
		}
	}
	// Only Go's linker makes an object with this symbol.
	if !obj.has("runtime.tlsg") {
		return nil
	}
	for _, a := range aliases {
		ok, err := obj.addAlias(a.of, a.name)
		if err != nil {
			return err
		}
		f.aliased[a.of] = f.aliased[a.of] || ok
	}
	n, err := obj.addEntries()
	f.entries += n
	return err
}
