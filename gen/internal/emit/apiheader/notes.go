package apiheader

import (
	"fmt"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/emit/capi"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// notes say of a function what its Go documentation cannot know: units, ownership, errors.
func (p *printer) notes(f *ir.Func) []string {
	var in, out []string
	for _, v := range capi.Inputs(f) {
		if note := p.input(v); note != "" {
			in = append(in, note)
		}
	}
	for _, v := range f.Results {
		if note := p.output(f, v); note != "" {
			out = append(out, note)
		}
	}
	var notes []string
	add := func(head string, lines []string) {
		if len(lines) > 0 {
			notes = append(notes, head+strings.Join(lines, "; ")+".")
		}
	}
	add("In: ", in)
	add("Out: ", out)
	if f.Serialize != "" {
		within := "returns EDEADLK"
		if f.Infallible {
			within = "ends the process"
		}
		notes = append(notes, fmt.Sprintf("Calls of the domain %s run one at a time: this one waits until no other does. From within such a call, in the same thread, it %s.", f.Serialize, within))
	}
	if f.Infallible {
		notes = append(notes, "Cannot fail: a panic ends the process, and so does a call in a child of fork or after the library was stopped.")
	}
	if f.Panics == "poison" && !f.Infallible {
		notes = append(notes, fmt.Sprintf("A panic stops the library: every later call returns %s_POISONED, with the message and stack of the first panic.", p.macro))
	}
	if f.Panics == "abort" && !f.Infallible {
		notes = append(notes, "A panic ends the process.")
	}
	if f.Deprecated != "" {
		notes = append(notes, "Deprecated: "+f.Deprecated)
	}
	return notes
}

func (p *printer) input(v ir.Value) string {
	lifetime := "copied"
	if v.Borrow {
		lifetime = "borrowed for the call, no copy is made"
	}
	switch v.Type.Kind {
	case ir.KindString:
		return fmt.Sprintf("%s is text of %s bytes (or %s_NUL_TERMINATED), %s", v.Name, v.SizeName(), p.macro, lifetime)
	case ir.KindBytes:
		return fmt.Sprintf("%s is %s bytes, %s", v.Name, v.SizeName(), lifetime)
	case ir.KindSlice:
		return fmt.Sprintf("%s is %s elements, %s", v.Name, v.SizeName(), lifetime)
	case ir.KindDuration:
		return v.Name + " is in nanoseconds"
	case ir.KindHandle, ir.KindContext:
		return v.Name + " stays the caller's"
	case ir.KindCallback:
		if v.Borrow {
			return fmt.Sprintf("%[1]s is called with %[1]s_user, during this call only; NULL is Go's nil", v.Name)
		}
		return fmt.Sprintf("%[1]s is called with %[1]s_user, and Go may keep both, whatever this call returns, until %[1]s_destroy is called with %[1]s_user, once and from any thread: when Go has no more use for them, or after %[2]scallback_remove; NULL is Go's nil, and what is not called need not be destroyed", v.Name, p.prefix)
	}
	return ""
}

func (p *printer) output(f *ir.Func, v ir.Value) string {
	switch v.Type.Kind {
	case ir.KindString:
		return fmt.Sprintf("%s is text of %s bytes with a NUL behind it, the caller's until %sfree; %s may be NULL", v.Name, v.SizeName(), p.prefix, v.SizeName())
	case ir.KindBytes:
		return fmt.Sprintf("%s is %s bytes, the caller's until %sfree", v.Name, v.SizeName(), p.prefix)
	case ir.KindSlice:
		return fmt.Sprintf("%s is %s elements, the caller's until %sfree", v.Name, v.SizeName(), p.prefix)
	case ir.KindDuration:
		if f.Infallible {
			return "nanoseconds"
		}
		return v.Name + " is in nanoseconds"
	case ir.KindHandle:
		return fmt.Sprintf("%s is the caller's until %s, or NULL for nil", v.Name, p.api.FreeName(v.Type.C))
	}
	return ""
}
