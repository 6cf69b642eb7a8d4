package cglue

import (
	"regexp"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/emit/capi"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// With LeakOrigins the public function is one around the function as it is without. It writes down what
// the caller got: cshared/origins.h.

// bodyOf is the prototype of the function that does the work.
func (p *printer) bodyOf(prototype, name string) string {
	if !p.api.LeakOrigins {
		return prototype
	}
	inner := strings.Replace(prototype, name+"(", "cshared_inner_"+name+"(", 1)
	return "__attribute__((always_inline)) static inline " + inner
}

// inputNames are the arguments that stand for the inputs.
func inputNames(inputs []ir.Value) (names []string) {
	for _, v := range inputs {
		switch {
		case v.Type.Kind == ir.KindCallback:
			names = append(names, v.CallbackParts()...)
		case v.Type.IsSized():
			names = append(names, v.Name, v.SizeName())
		default:
			names = append(names, v.Name)
		}
	}
	return names
}

// origins prints the public function.
func (p *printer) origins(f *ir.Func) {
	if !p.api.LeakOrigins {
		return
	}
	args := inputNames(capi.Inputs(f))
	if f.Infallible {
		p.line("\n%s {", capi.Prototype(p.prefix, f))
		p.infallibleOrigin(f, strings.Join(args, ", "))
		p.line("}")
		return
	}
	for _, v := range f.Results {
		args = append(args, v.Name)
		if v.Type.IsSized() {
			args = append(args, v.SizeName())
		}
	}
	p.wrapped(f, capi.Prototype(p.prefix, f), f.Name, args, func() {
		for _, v := range f.Results {
			p.origin(f.Name, v, "*"+v.Name)
		}
	})
}

// wrapped prints a public function around the one that does the work; `record` prints what is done when
// it was successful.
func (p *printer) wrapped(f *ir.Func, prototype, name string, args []string, record func()) {
	p.line("\n%s {\n%s  const %sstatus status = cshared_inner_%s(%s);", prototype, keeps(f, name), p.prefix, name, strings.Join(append(args, "err"), ", "))
	p.line("  if (status != %s_OK) {\n    if (err != NULL) {", p.macro)
	p.line("      cshared_origins_add(\"error\", (uintptr_t)*err, \"%s\");\n    }\n    return status;\n  }", name)
	record()
	p.line("  return status;\n}")
}

// keeps writes callbacks down that Go may keep, by their user pointers: before the call, in which they may end.
func keeps(f *ir.Func, name string) string {
	text := ""
	for _, v := range f.Params {
		if v.Type.Kind == ir.KindCallback && !v.Borrow {
			text += strings.NewReplacer("PARAM", v.Name, "NAME", name).Replace("  if (PARAM != NULL) {\n    cshared_origins_add(\"callback\", (uintptr_t)PARAM_user, \"NAME\");\n  }\n")
		}
	}
	return text
}

// callbackGone is what Go calls when it has a callback no more.
func (p *printer) callbackGone() {
	if p.api.LeakOrigins && p.api.KeepsCallbacks() {
		p.line("\nextern void cshared_callback_gone(uintptr_t destroy, uintptr_t user);")
		p.line("void cshared_callback_gone(uintptr_t destroy, uintptr_t user) {\n  cshared_origins_remove(\"callback\", user);\n  cshared_callback_destroy(destroy, user);\n}")
	}
}

// intoOrigins prints the public form that fills memory of the caller, which is the caller's before, too.
func (p *printer) intoOrigins(f *ir.Func) {
	if !p.api.LeakOrigins {
		return
	}
	args := inputNames(capi.Inputs(f))
	for _, v := range f.Results {
		args = append(args, v.Name)
		if v.Type.IsSized() {
			args = append(args, v.RoomName(), v.SizeName())
		}
	}
	p.wrapped(f, capi.IntoPrototype(p.prefix, f), f.IntoName(), args, func() {
		for _, v := range f.Results {
			if !v.Type.IsSized() {
				p.origin(f.IntoName(), v, "*"+v.Name)
			}
		}
	})
}

// batchOrigins prints the public form for many calls. The objects of items are recorded though others fail.
func (p *printer) batchOrigins(f *ir.Func) {
	if !p.api.LeakOrigins {
		return
	}
	name := f.BatchName()
	var args []string
	if r := f.BatchReceiver(); r != nil {
		args = append(args, r.Name)
	}
	p.line("\n%s {\n  const %sstatus status = cshared_inner_%s(%s);", capi.BatchPrototype(p.prefix, f), p.prefix, name, strings.Join(append(args, "items", "count", "failed", "err"), ", "))
	p.line("  if (status != %s_OK && err != NULL) {\n    cshared_origins_add(\"error\", (uintptr_t)*err, \"%s\");\n  }", p.macro, name)
	for _, v := range f.Results {
		if v.Type.Kind != ir.KindHandle {
			continue
		}
		p.line("  for (size_t i = 0; items != NULL && count <= PTRDIFF_MAX / sizeof *items && i < count; i++) {\n    if (items[i].status == %s_OK) {", p.macro)
		p.origin(name, v, "items[i]."+v.Name)
		p.line("    }\n  }")
	}
	p.line("  return status;\n}")
}

func (p *printer) infallibleOrigin(f *ir.Func, args string) {
	if len(f.Results) == 0 {
		p.line("  cshared_inner_%s(%s);", f.Name, args)
		return
	}
	v := f.Results[0]
	p.line("  %s = cshared_inner_%s(%s);", capi.Declare(v.Type.CType(), "made"), f.Name, args)
	p.origin(f.Name, v, "made")
	p.line("  return made;")
}

// origin writes down one result that the caller has to free.
func (p *printer) origin(name string, v ir.Value, result string) {
	switch {
	case v.Type.Kind == ir.KindHandle:
		p.line("  cshared_origins_add(\"%s\", (uintptr_t)%s, \"%s\");", v.Type.C, result, name)
	case v.Type.IsSized():
		p.line("  cshared_origins_add(\"buffer\", (uintptr_t)%s, \"%s\");", result, name)
	}
}

func (p *printer) freeWithOrigin(h ir.Handle) {
	name := h.FreeName()
	p.line("\n%sstatus %s(%s *object) {", p.prefix, name, h.Name)
	p.line("  const %sstatus status = cshared_free_handle((uintptr_t)object, %s);", p.prefix, p.api.GoName(name))
	p.line("  if (status == %s_OK) {\n    cshared_origins_remove(\"%s\", (uintptr_t)object);\n  }", p.macro, h.Name)
	p.line("  return status;\n}")
}

// withOrigins completes the fixed text, whose functions free what has a record. A buffer's goes first: its
// address may be another buffer's at once.
func withOrigins(a *ir.API, text string) string {
	if !a.LeakOrigins {
		return text
	}
	text = strings.NewReplacer(
		"#include \"cshared/guard.h\"\n", "#include \"cshared/guard.h\"\n#include \"cshared/origins.h\"\n",
		"{ cshared_glue_free(memory); }", "{\n  cshared_origins_remove(\"buffer\", (uintptr_t)memory);\n  cshared_glue_free(memory);\n}",
		"    (void)cshared_error_free(", "    cshared_origins_remove(\"error\", (uintptr_t)error);\n    (void)cshared_error_free(",
		"*context = ({p}context *)(uintptr_t)a.number;", "*context = ({p}context *)(uintptr_t)a.number;\n      cshared_origins_add(\"context\", a.number, \"{p}context_new\");",
		"{ return cshared_free_handle((uintptr_t)context, {go}context_free); }", "{\n  cshared_origins_remove(\"context\", (uintptr_t)context);\n  return cshared_free_handle((uintptr_t)context, {go}context_free);\n}",
	).Replace(text)
	return text
}

// errorGiven is where a function of the fixed text gives the caller an error object.
var errorGiven = regexp.MustCompile(`cshared_(?:refuse|give)\(.*, err\);`)

// noting makes the fixed text of one function write its error objects down.
func (p *printer) noting(name, text string) string {
	if !p.api.LeakOrigins {
		return text
	}
	return errorGiven.ReplaceAllStringFunc(text, func(given string) string {
		return "cshared_note(\"" + p.prefix + name + "\", err, " + strings.TrimSuffix(given, ";") + ");"
	})
}

const noteText = `
/* In the function that the caller has called: its frame is the one to be found. */
__attribute__((always_inline)) static inline {p}status cshared_note(const char *name, {p}error **err, {p}status status) {
  if (status != {P}_OK && err != NULL) {
    cshared_origins_add("error", (uintptr_t)*err, name);
  }
  return status;
}
`

// leaks prints the function that reports what lives.
func (p *printer) leaks() {
	if p.api.LeakOrigins {
		p.WriteString(p.replaced(leaksText))
	}
}

const leaksText = `
struct cshared_leaks_user {
  void (*report)(void *user, const {p}leak *leak);
  void *user;
};

static void cshared_report_leak(void *user, const cshared_origin *origin) {
  const struct cshared_leaks_user *to = user;
  const {p}leak leak = {
      .kind = origin->kind,
      .object = (const void *)(uintptr_t)origin->number,
      .made_by = origin->made_by,
      .callers = origin->callers,
      .callers_count = origin->callers_count,
  };
  to->report(to->user, &leak);
}

{p}status {p}leaks(void (*report)(void *user, const {p}leak *leak), void *user) {
  struct cshared_leaks_user to = {report, user};
  return report != NULL ? cshared_origins_report(cshared_report_leak, &to) : cshared_origins_report(cshared_origins_print, NULL);
}
`
