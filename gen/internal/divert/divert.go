// Package divert rewrites rules_go's c-archive so that the Go runtime asks our shim, and nobody
// else does.
//
// It renames references, member by member: the runtime's own `sigaction` becomes
// `cshared_load_sigaction`, while C code of the user in the same archive, and everything else in
// the link, keeps libc's. A link-wide --wrap could not tell the two apart. It also gives some local
// symbols of the runtime a second, hidden name, which C code of the shim can refer to.
package divert

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/outfile"
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

// Options are the command line.
type Options struct{ Label, Archive, Out, Report string }

// Parse reads the command line. An error is one of usage, and has been printed.
func Parse(args []string, stderr io.Writer) (*Options, error) {
	o := new(Options)
	fs := flag.NewFlagSet("cshared-gen divert", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&o.Label, "label", "", "label of the target, for messages")
	fs.StringVar(&o.Archive, "archive", "", "the c-archive")
	fs.StringVar(&o.Out, "out", "", "the rewritten archive to write")
	fs.StringVar(&o.Report, "report", "", "file to write what was found to, one line each")
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	if o.Label == "" || o.Archive == "" || o.Out == "" || o.Report == "" || fs.NArg() > 0 {
		err := fmt.Errorf("cshared-gen divert: needs exactly the flags -label, -archive, -out and -report")
		fmt.Fprintln(stderr, err)
		return nil, err
	}
	return o, nil
}

// Run rewrites the archive.
func Run(o *Options) ([]diag.Diagnostic, error) {
	problem := func(id diag.ID, args diag.Args) []diag.Diagnostic {
		return []diag.Diagnostic{diag.New(id, o.Label, args)}
	}
	in, err := os.ReadFile(o.Archive)
	if err != nil {
		return problem(diag.UnreadableInput, diag.Args{"file": o.Archive, "why": outfile.Why(err)}), nil
	}
	out, found, err := Rewrite(in)
	if err != nil {
		return nil, fmt.Errorf("%s: cannot divert the runtime's calls in %s: %w", o.Label, o.Archive, err)
	}
	files := []outfile.File{{Path: o.Out, Data: out}, {Path: o.Report, Data: []byte(found.String())}}
	if path, err := outfile.WriteAll(files); err != nil {
		return problem(diag.UnwritableOutput, diag.Args{"file": path, "why": outfile.Why(err)}), nil
	}
	return nil, nil
}

// Found says what the archive had.
type Found struct {
	diverted map[string]int
	aliased  map[string]bool // by the local symbol
}

// String lists everything that was looked for, found or not, in a fixed order.
func (f *Found) String() string {
	var b strings.Builder
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
	return b.String()
}

func (f *Found) check() error {
	for _, d := range diversions {
		// A library without exports has no reference from any member.
		if f.diverted[d.to] == 0 && d.definer != "" {
			return fmt.Errorf("no member defines %s and refers to %s: this Go version calls libc in another way", d.definer, d.from)
		}
	}
	for _, a := range aliases {
		if a.required && !f.aliased[a.of] {
			return fmt.Errorf("no object has the symbol %s: is this a c-archive of Go?", a.of)
		}
	}
	return nil
}

// Rewrite returns the archive with the runtime's references diverted. Equal input gives equal
// output; times and owners of the members are set to zero.
func Rewrite(in []byte) ([]byte, *Found, error) {
	members, err := parseArchive(in)
	if err != nil {
		return nil, nil, err
	}
	found := &Found{diverted: map[string]int{}, aliased: map[string]bool{}}
	for _, m := range members {
		obj, err := parseObject(m.data)
		if err != nil {
			return nil, nil, fmt.Errorf("member %s: %w", m.name(), err)
		}
		if obj == nil {
			continue // bitcode, or a table of the archive
		}
		for _, d := range diversions {
			if d.definer == "" || obj.defines(d.definer) {
				found.diverted[d.to] += obj.redirect(d.from, d.to)
			}
		}
		// Only Go's linker makes an object with this symbol.
		if obj.has("runtime.tlsg") {
			for _, a := range aliases {
				ok, err := obj.addAlias(a.of, a.name)
				if err != nil {
					return nil, nil, fmt.Errorf("member %s: %w", m.name(), err)
				}
				found.aliased[a.of] = found.aliased[a.of] || ok
			}
		}
		if m.data, err = obj.bytes(); err != nil {
			return nil, nil, fmt.Errorf("member %s: %w", m.name(), err)
		}
		m.symbols = obj.globals()
	}
	if err := found.check(); err != nil {
		return nil, nil, err
	}
	out, err := writeArchive(members)
	return out, found, err
}
