// Package cglue prints the C half of a generated API: the public functions, which guard the call, carry
// arguments over and results back.
package cglue

import (
	"fmt"
	"io"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/emit/capi"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

type printer struct {
	strings.Builder
	api    *ir.API
	prefix string
	macro  string
}

func (p *printer) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// Emit writes the source.
func Emit(w io.Writer, a *ir.API) error {
	p := &printer{api: a, prefix: a.Library.Prefix, macro: a.Library.MacroPrefix()}
	replace := strings.NewReplacer("{P}", p.macro, "{p}", p.prefix, "{header}", a.Library.HeaderName(), "{go}", a.FixedGoName(""))
	replace.WriteString(p, withOrigins(a, headText))
	p.lifecycle()
	if err := p.note(); err != nil {
		return err
	}
	p.layouts()
	p.callbacks()
	p.batches()
	p.domains()
	for i := range a.Funcs {
		p.function(&a.Funcs[i])
		p.forms(&a.Funcs[i])
	}
	for _, h := range a.Handles {
		p.free(h)
	}
	p.contexts()
	p.remove()
	p.leaks()
	_, err := io.WriteString(w, p.String())
	return err
}

// layouts are the guards against drift: the numbers are those that the Go half was printed with.
func (p *printer) layouts() {
	p.line("")
	for _, s := range p.api.Structs {
		offsets, size, _ := ir.StructLayout(s.Fields)
		for i, f := range s.Fields {
			p.line("_Static_assert(offsetof(%s, %s) == %d, \"%s.%s lies elsewhere in Go\");", s.Name, f.Name, offsets[i], s.Name, f.Name)
		}
		p.line("_Static_assert(sizeof(%s) == %d, \"%s has another size in Go\");", s.Name, size, s.Name)
	}
}

func (p *printer) arguments(f *ir.Func) {
	layout := f.Layout()
	p.line("\nstruct %s_call {\n  cshared_glue_call call;", f.Name)
	for _, s := range layout.Slots {
		p.line("  %s;", s.C)
	}
	p.line("};")
	for _, s := range layout.Slots {
		p.line("_Static_assert(offsetof(struct %s_call, %s) == %d, \"lies elsewhere in Go\");", f.Name, s.Name, s.Offset)
	}
	p.line("_Static_assert(sizeof(struct %s_call) == %d, \"has another size in Go\");", f.Name, layout.Size)
	p.entry(f.Name)
}

// entry declares the two ways into Go: by cgo's stub, and by the Go function itself.
func (p *printer) entry(name string) {
	p.line("extern void %s(void *call);", p.api.GoName(name))
	p.line("extern void %s(void *call) __attribute__((weak, visibility(\"hidden\")));", p.api.EntryName(name))
}

// restoresLate says whether the form of the function takes one result of no fixed size out of the call.
func restoresLate(f *ir.Func, name string) bool { return name == f.Name && f.SizedResult() >= 0 }

func (p *printer) enter(f *ir.Func, name string) {
	p.enterDomain(f, p.refuseDomain(f, name))
	if restoresLate(f, name) {
		// The memory for the result may change errno as well: it is restored behind that.
		p.line("  cshared_guard_kept kept;\n  const int status = cshared_guard_cross(%s, %s, &crossing, &kept);", p.api.EntryName(f.Name), p.api.GoName(f.Name))
	} else {
		p.line("  const int status = cshared_guard_call(%s, %s, &crossing);", p.api.EntryName(f.Name), p.api.GoName(f.Name))
	}
	p.leaveDomain(f)
	if f.Infallible {
		p.line("  if (__builtin_expect(status != 0, 0)) {\n    cshared_glue_die(\"%s\", status);\n  }", f.Name)
	} else {
		p.line("  if (__builtin_expect(status != 0, 0)) {\n%s    return cshared_refuse(status, NULL, err);\n  }", p.drops(f))
	}
}

func (p *printer) function(f *ir.Func) {
	p.arguments(f)
	p.line("\n%s {", p.bodyOf(capi.Prototype(p.prefix, f), f.Name))
	if f.Infallible {
		p.infallible(f)
	} else {
		p.fallible(f)
	}
	p.line("}")
	p.origins(f)
}

func (p *printer) infallible(f *ir.Func) {
	p.line("  struct %s_call crossing;", f.Name)
	p.line("  cshared_glue_begin(&crossing.call, NULL, 0, false);")
	p.assign(f)
	p.enter(f, f.Name)
	if len(f.Results) == 1 {
		p.line("  return %s;", result(f.Results[0]))
	}
}

func (p *printer) fallible(f *ir.Func) {
	p.line("  struct %s_call crossing;", f.Name)
	scratch := "NULL, 0"
	if f.HasOutputs() {
		// Words, as compilers guard arrays of characters on the stack.
		p.line("  uint64_t scratch[CSHARED_GLUE_SCRATCH / sizeof(uint64_t)];")
		scratch = "scratch, sizeof scratch"
	}
	p.sizes(f)
	p.checks(f)
	p.line("  cshared_glue_begin(&crossing.call, %s, err != NULL);", scratch)
	p.assign(f)
	p.enter(f, f.Name)
	restore := ""
	if restoresLate(f, f.Name) {
		restore = "    cshared_guard_restore(&kept);\n"
	}
	p.line("  if (__builtin_expect(crossing.call.status != 0, 0)) {\n%s    return %s(&crossing.call, err);\n  }", restore, failure(f.Panics))
	p.outputs(f)
	p.line("  return %s_OK;", p.macro)
}

// sizes replaces the mark for text that ends with a NUL byte by its size.
func (p *printer) sizes(f *ir.Func) {
	for _, v := range capi.Inputs(f) {
		if v.Type.Kind == ir.KindString {
			p.line("  if (%[2]s == %[3]s_NUL_TERMINATED && %[1]s != NULL) {\n    %[2]s = __builtin_strlen(%[1]s);\n  }", v.Name, v.SizeName(), p.macro)
		}
	}
}

// checks are those that need no Go.
func (p *printer) checks(f *ir.Func) {
	refuse := func(condition, message string) {
		p.line("  if (__builtin_expect(%s, 0)) {\n%s    return cshared_refuse(EINVAL, \"%s: %s\", err);\n  }", condition, p.drops(f), f.Name, message)
	}
	for _, v := range f.Results {
		refuse(v.Name+" == NULL", v.Name+" is NULL, so there is no place for the result")
	}
	for _, v := range capi.Inputs(f) {
		if !v.Type.IsSized() {
			continue
		}
		refuse(fmt.Sprintf("%s == NULL && %s != 0", v.Name, v.SizeName()), fmt.Sprintf("%s is NULL, but %s is not 0", v.Name, v.SizeName()))
		limit := "PTRDIFF_MAX"
		if v.Type.Kind == ir.KindSlice {
			limit += fmt.Sprintf(" / sizeof *%s", v.Name)
		}
		refuse(fmt.Sprintf("%s > %s", v.SizeName(), limit), v.SizeName()+" is larger than any object can be")
	}
}

func (p *printer) assign(f *ir.Func) {
	for _, v := range capi.Inputs(f) {
		switch v.Type.Kind {
		case ir.KindHandle, ir.KindContext:
			p.line("  crossing.%[1]s = (uint64_t)(uintptr_t)%[1]s;", v.Name)
		case ir.KindCallback:
			for _, part := range v.CallbackParts() {
				p.line("  crossing.%[1]s = (uintptr_t)%[1]s;", part)
			}
		default:
			p.line("  crossing.%[1]s = %[1]s;", v.Name)
		}
		if v.Type.IsSized() {
			p.line("  crossing.%[1]s = %[1]s;", v.SizeName())
		}
	}
}

func result(v ir.Value) string {
	if v.Type.Kind == ir.KindHandle {
		return fmt.Sprintf("(%s)(uintptr_t)crossing.%s", v.Type.CType(), v.Name)
	}
	return "crossing." + v.Name
}

func (p *printer) outputs(f *ir.Func) {
	var sized []ir.Value
	for _, v := range f.Results {
		if v.Type.IsSized() {
			sized = append(sized, v)
		}
	}
	if len(sized) > 0 {
		p.take(sized)
		p.line("  if (__builtin_expect(taken != 0, 0)) {")
		for _, v := range f.Results {
			if v.Type.Kind == ir.KindHandle {
				p.line("    (void)%s(%s);", p.api.FreeName(v.Type.C), result(v))
			}
		}
		p.line("    return cshared_refuse(taken, NULL, err);\n  }")
	}
	for _, v := range f.Results {
		if !v.Type.IsSized() {
			p.line("  *%s = %s;", v.Name, result(v))
		}
	}
}

// take moves the results of no fixed size to memory that becomes the caller's.
func (p *printer) take(sized []ir.Value) {
	fetch := p.api.FixedGoName("fetch")
	if len(sized) == 1 {
		v := sized[0]
		p.line("  const int taken = cshared_glue_take_one(&crossing.call, %s, (void **)%s);", fetch, v.Name)
		p.line("  cshared_guard_restore(&kept);")
		p.line("  if (%[1]s != NULL && taken == 0) {\n    *%[1]s = crossing.%[1]s;\n  }", v.SizeName())
		return
	}
	p.line("  cshared_glue_output outputs[] = {")
	for _, v := range sized {
		p.line("      {(void **)%[1]s, %[2]s, crossing.%[2]s, sizeof **%[1]s},", v.Name, v.SizeName())
	}
	p.line("  };")
	p.line("  const int taken = cshared_glue_take(&crossing.call, %s, outputs, %d);", fetch, len(sized))
}

func (p *printer) free(h ir.Handle) {
	name := h.FreeName()
	p.line("\nextern void %s(void *call);", p.api.GoName(name))
	if p.api.LeakOrigins {
		p.freeWithOrigin(h)
		return
	}
	p.line("\n%sstatus %s(%s *object) {\n  return cshared_free_handle((uintptr_t)object, %s);\n}", p.prefix, name, h.Name, p.api.GoName(name))
}
