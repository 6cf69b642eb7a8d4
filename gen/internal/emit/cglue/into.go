package cglue

import (
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/capi"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// into prints the form that writes the result to memory of the caller, which is Go's scratch memory then.
// It calls the same Go function.
func (p *printer) into(f *ir.Func) {
	sized := f.Results[f.SizedResult()]
	own := *f
	own.Name = f.IntoName() // in messages
	p.line("\n%s {", p.bodyOf(capi.IntoPrototype(p.prefix, f), own.Name))
	p.line("  struct %s_call crossing;", f.Name)
	p.sizes(f)
	own.Results = nil
	for _, v := range f.Results {
		if !v.Type.IsSized() {
			own.Results = append(own.Results, v)
		}
	}
	p.checks(&own)
	p.intoChecks(&own, sized)
	unit := ""
	if sized.Type.Kind == ir.KindSlice {
		unit = " * sizeof *" + sized.Name
	}
	// Go takes no NULL, also for nothing.
	p.line("  void *const memory = %[1]s != NULL ? (void *)%[1]s : &crossing;", sized.Name)
	p.line("  cshared_glue_begin(&crossing.call, memory, %s%s, err != NULL);", sized.RoomName(), unit)
	p.assign(f)
	p.enter(f, own.Name)
	p.line("  if (__builtin_expect(crossing.call.status != 0, 0)) {\n    return %s(&crossing.call, err);\n  }", failure(f.Panics))
	p.intoResult(&own, sized)
	for _, v := range own.Results {
		p.line("  *%s = %s;", v.Name, result(v))
	}
	p.line("  return %s_OK;\n}", p.macro)
	p.intoOrigins(f)
}

func (p *printer) intoChecks(f *ir.Func, sized ir.Value) {
	refuse := func(condition, message string) {
		p.line("  if (__builtin_expect(%s, 0)) {\n%s    return cshared_refuse(EINVAL, \"%s: %s\", err);\n  }", condition, p.drops(f), f.Name, message)
	}
	refuse(sized.SizeName()+" == NULL", sized.SizeName()+" is NULL, so there is no place for the size")
	refuse(sized.Name+" == NULL && "+sized.RoomName()+" != 0", sized.Name+" is NULL, but "+sized.RoomName()+" is not 0")
	limit := "PTRDIFF_MAX"
	if sized.Type.Kind == ir.KindSlice {
		limit += " / sizeof *" + sized.Name
	}
	refuse(sized.RoomName()+" > "+limit, sized.RoomName()+" is larger than any object can be")
}

// intoResult says how large the result is, whether it fits or not.
func (p *printer) intoResult(f *ir.Func, sized ir.Value) {
	p.line("  *%[1]s = crossing.%[1]s;", sized.SizeName())
	condition := "crossing.call.kept != 0"
	// Text may fit alone, and not with its NUL.
	if sized.Type.Kind == ir.KindString {
		condition = "crossing." + sized.SizeName() + " >= " + sized.RoomName()
	}
	p.line("  if (__builtin_expect(%s, 0)) {", condition)
	p.line("    cshared_glue_drop(&crossing.call, %s);", p.api.FixedGoName("fetch"))
	for _, v := range f.Results {
		if v.Type.Kind == ir.KindHandle {
			p.line("    (void)%s(%s);", p.api.FreeName(v.Type.C), result(v))
		}
	}
	p.line("    return cshared_refuse(ERANGE, \"%s: the result does not fit: %s says how much it needs\", err);\n  }", f.Name, sized.SizeName())
	if sized.Type.Kind == ir.KindString {
		p.line("  %s[crossing.%s] = '\\0';", sized.Name, sized.SizeName())
	}
}
