package cglue

import (
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

// origins prints the public function.
func (p *printer) origins(f *ir.Func) {
	if !p.api.LeakOrigins {
		return
	}
	var args []string
	for _, v := range capi.Inputs(f) {
		args = append(args, v.Name)
		if v.Type.IsSized() {
			args = append(args, v.SizeName())
		}
	}
	p.line("\n%s {", capi.Prototype(p.prefix, f))
	if f.Infallible {
		p.infallibleOrigin(f, strings.Join(args, ", "))
	} else {
		for _, v := range f.Results {
			args = append(args, v.Name)
			if v.Type.IsSized() {
				args = append(args, v.SizeName())
			}
		}
		args = append(args, "err")
		p.line("  const %sstatus status = cshared_inner_%s(%s);", p.prefix, f.Name, strings.Join(args, ", "))
		p.line("  if (status != %s_OK) {\n    if (err != NULL) {", p.macro)
		p.line("      cshared_origins_add(\"error\", (uintptr_t)*err, \"%s\");\n    }\n    return status;\n  }", f.Name)
		for _, v := range f.Results {
			p.origin(f, v, "*"+v.Name)
		}
		p.line("  return status;")
	}
	p.line("}")
}

func (p *printer) infallibleOrigin(f *ir.Func, args string) {
	if len(f.Results) == 0 {
		p.line("  cshared_inner_%s(%s);", f.Name, args)
		return
	}
	v := f.Results[0]
	p.line("  %s = cshared_inner_%s(%s);", capi.Declare(v.Type.CType(), "made"), f.Name, args)
	p.origin(f, v, "made")
	p.line("  return made;")
}

// origin writes down one result that the caller has to free.
func (p *printer) origin(f *ir.Func, v ir.Value, result string) {
	switch {
	case v.Type.Kind == ir.KindHandle:
		p.line("  cshared_origins_add(\"%s\", (uintptr_t)%s, \"%s\");", v.Type.C, result, f.Name)
	case v.Type.IsSized():
		p.line("  cshared_origins_add(\"buffer\", (uintptr_t)%s, \"%s\");", result, f.Name)
	}
}

func (p *printer) freeWithOrigin(h ir.Handle) {
	name := h.Name + "_free"
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
	).Replace(text)
	return text + leaksText
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
