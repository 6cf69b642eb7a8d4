package cglue

import (
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/emit/capi"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// callbacks are the functions by which Go calls those of the host.
func (p *printer) callbacks() {
	if len(p.api.Callbacks) == 0 {
		return
	}
	p.line("\n#include \"cshared/callback.h\"\n#include \"cshared/catch.h\"\n")
	for _, declaration := range capi.CrossingDeclarations(p.api) {
		p.line("%s", declaration)
	}
	p.callbackGone()
	for i := range p.api.Callbacks {
		p.body(&p.api.Callbacks[i])
		p.crossing(&p.api.Callbacks[i])
	}
}

// body is what an exception may leave.
func (p *printer) body(c *ir.Callback) {
	name := "cshared_body_" + c.Name
	p.line("\nstruct %s {\n  %s function;\n  void *user;\n  int status;", name, c.Name)
	args := []string{"body->user"}
	for _, v := range c.Params {
		for _, part := range capi.Input(v) {
			p.line("  %s;", part)
		}
		args = append(args, "body->"+v.Name)
		if v.Type.IsSized() {
			args = append(args, "body->"+v.SizeName())
		}
	}
	for _, v := range c.Results {
		if v.Type.IsSized() {
			p.line("  const %s *%s;\n  size_t %s;", v.Type.CType(), v.Name, v.SizeName())
			args = append(args, "&body->"+v.Name, "&body->"+v.SizeName())
			continue
		}
		p.line("  %s;", capi.Declare(v.Type.CType(), v.Name))
		if !c.ReturnsValue() {
			args = append(args, "&body->"+v.Name)
		}
	}
	p.line("  bool returned;\n};\n\n__attribute__((noinline)) static void run_%[1]s(struct %[1]s *body) {", name)
	call := "body->function(" + strings.Join(args, ", ") + ");"
	switch {
	case c.Fails:
		call = "body->status = " + call
	case c.ReturnsValue():
		call = "body->" + c.Results[0].Name + " = " + call
	}
	p.line("  %s\n  body->returned = true;\n}", call)
}

func (p *printer) crossing(c *ir.Callback) {
	p.line("\n__attribute__((noinline, nothrow)) %s {", capi.CallbackCrossing(c).Function)
	p.line("  struct cshared_body_%s body = {.function = (%s)function, .user = (void *)user};", c.Name, c.Name)
	for _, v := range c.Params {
		switch {
		case v.Type.IsSized():
			p.line("  body.%[1]s = (const void *)in_%[1]s;\n  body.%[2]s = in_%[2]s;", v.Name, v.SizeName())
		case isWords(v.Type):
			p.line("  _Static_assert(sizeof body.%[1]s == sizeof in_%[1]s, \"has another size in Go\");\n  memcpy(&body.%[1]s, &in_%[1]s, sizeof in_%[1]s);", v.Name)
		case v.Type.Kind == ir.KindHandle:
			p.line("  body.%[1]s = (%[2]s)(uintptr_t)in_%[1]s;", v.Name, v.Type.CType())
		default:
			p.line("  body.%[1]s = in_%[1]s;", v.Name)
		}
	}
	p.line("  CSHARED_CATCH_BEGIN();\n  run_cshared_body_%s(&body);\n  CSHARED_CATCH_END();", c.Name)
	p.line("  %s result = {.status = body.status};", capi.CrossingResult(c))
	p.line("  if (__builtin_expect(!body.returned, 0)) {\n    result.status = CSHARED_CALLBACK;\n    result.exception = cshared_callback_caught();\n    return result;\n  }")
	for _, v := range c.Results {
		p.callbackResult(v)
	}
	p.line("  return result;\n}")
}

func (p *printer) callbackResult(v ir.Value) {
	switch {
	case v.Type.IsSized():
		p.line("  result.out_%[1]s = (const void *)body.%[1]s;\n  result.out_%[2]s = body.%[2]s;", v.Name, v.SizeName())
		p.line("  if ((body.%[1]s == NULL && body.%[2]s != 0) || body.%[2]s > PTRDIFF_MAX / sizeof *body.%[1]s) {\n    result.status = CSHARED_CALLBACK;\n  }", v.Name, v.SizeName())
	case isWords(v.Type):
		p.line("  memcpy(&result.out_%[1]s, &body.%[1]s, sizeof body.%[1]s);", v.Name)
	case v.Type.Kind == ir.KindHandle:
		p.line("  result.out_%[1]s = (uintptr_t)body.%[1]s;", v.Name)
	default:
		p.line("  result.out_%[1]s = body.%[1]s;", v.Name)
	}
}

func isWords(t ir.Type) bool { return t.Kind == ir.KindStruct || t.Kind == ir.KindTime }

// drops gives callbacks back that Go was to keep, where the call does not get to Go.
func (p *printer) drops(f *ir.Func) string {
	text := ""
	for _, v := range f.Params {
		if v.Type.Kind == ir.KindCallback && !v.Borrow {
			gone := "cshared_callback_destroy"
			if p.api.LeakOrigins {
				gone = "cshared_callback_gone"
			}
			text += strings.ReplaceAll("    "+gone+"(NAME != NULL ? (uintptr_t)NAME_destroy : 0, (uintptr_t)NAME_user);\n", "NAME", v.Name)
		}
	}
	return text
}

// remove is the function that takes callbacks back.
func (p *printer) remove() {
	if p.api.KeepsCallbacks() {
		p.WriteString(p.replaced(p.noting("callback_remove", removeText)))
	}
}

// contexts are the functions that make, end and free contexts.
func (p *printer) contexts() {
	if p.api.UsesContexts() {
		p.WriteString(p.replaced(p.noting("context_new", withOrigins(p.api, contextText))))
	}
}

func (p *printer) replaced(text string) string {
	return strings.NewReplacer("{P}", p.macro, "{p}", p.prefix, "{go}", p.api.FixedGoName("")).Replace(text)
}

const removeText = `
extern void {go}callback_remove(void *call);

struct callback_remove_call {
  cshared_glue_call call;
  uintptr_t user;
  int64_t timeout;
};
_Static_assert(sizeof(struct callback_remove_call) == 88, "has another size in Go");

{p}status {p}callback_remove(void *user, int64_t timeout, {p}error **err) {
  const int saved = errno;
  int status = cshared_guard_late();
  if (status == 0) {
    struct callback_remove_call a = {.user = (uintptr_t)user, .timeout = timeout};
    {go}callback_remove(&a);
    status = a.call.status;
    errno = saved;
  }
  return status == 0 ? {P}_OK : cshared_refuse(status, NULL, err);
}
`

const contextText = `
#include "cshared/context.h"

extern void {go}context_new(void *call);
extern void {go}context_free(void *call);

struct context_call {
  cshared_glue_call call;
  int64_t timeout;
  uint64_t number;
};
_Static_assert(sizeof(struct context_call) == 88, "has another size in Go");

{p}status {p}context_new(int64_t timeout, {p}context **context, {p}error **err) {
  if (context == NULL) {
    return cshared_refuse(EINVAL, "{p}context_new: context is NULL, so there is no place for the result", err);
  }
  const int saved = errno;
  int status = cshared_guard_enter();
  if (status == 0) {
    struct context_call a = {.timeout = timeout};
    {go}context_new(&a);
    status = a.call.status;
    errno = saved;
    if (status == 0) {
      *context = ({p}context *)(uintptr_t)a.number;
      return {P}_OK;
    }
  }
  return cshared_refuse(status, NULL, err);
}

{p}status {p}context_cancel({p}context *context) { return cshared_context_cancel((uintptr_t)context); }

{p}status {p}context_free({p}context *context) { return cshared_free_handle((uintptr_t)context, {go}context_free); }
`
