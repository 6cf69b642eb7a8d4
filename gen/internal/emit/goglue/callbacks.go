package goglue

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/emit/capi"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// preamble is what cgo has to know.
func (p *printer) preamble() {
	lines := []string{"#include <stddef.h>", "#include <stdint.h>", "int cshared_handle_tag_new(uint32_t *tag);", "_Bool cshared_lifecycle_log(int level, const void *text, size_t size);"}
	if len(p.api.Callbacks) > 0 {
		lines = append(lines, "#include <stdbool.h>", "char *cshared_callback_exception(uint32_t exception);", "void cshared_callback_forget(char *text);",
			"void cshared_callback_destroy(uintptr_t destroy, uintptr_t user);", "void cshared_callback_gone(uintptr_t destroy, uintptr_t user);")
		lines = append(lines, capi.CrossingDeclarations(p.api)...)
	}
	if p.api.UsesContexts() {
		lines = append(lines, "int cshared_context_new(uint64_t *context, const uint32_t **cancelled);",
			"int cshared_context_free(uint64_t context);", "int cshared_context_refusal(uint64_t context);",
			"uint64_t cshared_context_wait(void);", "void cshared_context_wake(void);")
	}
	for _, line := range lines {
		p.line("// %s", strings.ReplaceAll(line, "\n", "\n// "))
	}
	p.line("import \"C\"\n")
}

func (p *printer) callbacks() {
	if len(p.api.Callbacks) == 0 {
		return
	}
	p.line("func takeException(exception uint32) string {\nif exception == 0 {\nreturn \"\"\n}\ntext := C.cshared_callback_exception(C.uint32_t(exception))\ndefer C.cshared_callback_forget(text)\nreturn C.GoString(text)\n}\n")
	for i := range p.api.Callbacks {
		p.callback(&p.api.Callbacks[i])
	}
	if p.api.KeepsCallbacks() {
		if p.api.LeakOrigins {
			p.line("func destroyCallback(destroy, user uintptr) { C.cshared_callback_gone(C.uintptr_t(destroy), C.uintptr_t(user)) }\n")
		} else {
			p.line("func destroyCallback(destroy, user uintptr) {\nif destroy != 0 {\nC.cshared_callback_destroy(C.uintptr_t(destroy), C.uintptr_t(user))\n}\n}\n")
		}
		p.line("//export %[1]s\nfunc %[1]s(p unsafe.Pointer) {", p.api.FixedGoName("callback_remove"))
		p.line("a := (*glue.RemoveCall)(p)\na.Status = glue.RemoveCallbacks(a.User, a.Timeout)\n}\n")
	}
}

func callbackType(name string) string { return "callback_" + name }

// callback is a type with a method that Go code has as a function.
func (p *printer) callback(c *ir.Callback) {
	p.line("type %s struct{ glue.Callback }\n", callbackType(c.Name))
	var params, results []string
	for i, v := range c.Params {
		params = append(params, fmt.Sprintf("p%d %s", i, valueType(v.Type)))
	}
	for i, v := range c.Results {
		results = append(results, fmt.Sprintf("r%d %s", i, valueType(v.Type)))
	}
	if c.Fails {
		results = append(results, "err error")
	}
	p.line("func (c *%s) call(%s) (%s) {", callbackType(c.Name), strings.Join(params, ", "), strings.Join(results, ", "))
	p.line("if !c.Enter() {\n%s\n}", failure(c, "glue.ErrRemoved"))
	leave := "\nc.Leave()"
	if reachesBack(c) {
		p.line("defer c.Leave()")
		leave = ""
	}
	args := []string{"C.uintptr_t(c.Function)", "C.uintptr_t(c.User)"}
	for i, v := range c.Params {
		args = append(args, p.crossingArguments(c, i, v)...)
	}
	p.line("r := C.%s(%s)%s", capi.CrossingName(c), strings.Join(args, ", "), leave)
	p.line("if r.status != 0 {\n%s\n}", failure(c, "glue.CallbackFailed(int32(r.status), takeException(uint32(r.exception)))"))
	for i, v := range c.Results {
		p.crossingResult(c, i, v)
	}
	p.line("return\n}\n")
}

// reachesBack says whether there is more to a call than the C function: objects that are made for it, or
// results that are the callback's, which may be destroyed once it was left.
func reachesBack(c *ir.Callback) bool {
	isHandle := func(v ir.Value) bool { return v.Type.Kind == ir.KindHandle }
	isOwned := func(v ir.Value) bool { return isHandle(v) || v.Type.IsSized() }
	return slices.ContainsFunc(c.Params, isHandle) || slices.ContainsFunc(c.Results, isOwned)
}

// failure ends the Go function with an error, or by a panic that the call from C turns into a status.
func failure(c *ir.Callback, err string) string {
	switch {
	case c.Fails:
		return "err = " + err + "\nreturn"
	case err == "glue.ErrRemoved":
		return "return"
	}
	return "panic(" + err + ")"
}

// valueType is a type as Go code has it.
func valueType(t ir.Type) string {
	switch t.Kind {
	case ir.KindTime:
		return ir.ImportName("time") + ".Time"
	case ir.KindHandle:
		return "*" + t.Go
	}
	return t.Go
}

// crossingArguments are what one parameter is for C.
func (p *printer) crossingArguments(c *ir.Callback, i int, v ir.Value) []string {
	name := fmt.Sprintf("p%d", i)
	switch v.Type.Kind {
	case ir.KindString:
		return []string{fmt.Sprintf("(*C.uint8_t)(unsafe.Pointer(unsafe.StringData(string(%s))))", name), "C.uint64_t(len(" + name + "))"}
	case ir.KindBytes, ir.KindSlice:
		return []string{fmt.Sprintf("(*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(%s)))", name), "C.uint64_t(len(" + name + "))"}
	case ir.KindHandle:
		p.line("var n%[1]d glue.Number\nif p%[1]d != nil {\nvar status int32\nif n%[1]d, status = %[2]s.New(p%[1]d, newTag); status != 0 {\n%[3]s\n}\n}",
			i, tableOf(v.Type.C), failure(c, "glue.CallbackFailed(status, \"\")"))
		return []string{fmt.Sprintf("C.uint64_t(n%d)", i)}
	case ir.KindTime:
		p.line("t%[1]d := glue.TimeOf(p%[1]d)", i)
		return []string{fmt.Sprintf("*(*C.%s)(unsafe.Pointer(&t%d))", capi.CrossingType(v.Type), i)}
	case ir.KindStruct:
		return []string{fmt.Sprintf("*(*C.%s)(unsafe.Pointer(&%s))", capi.CrossingType(v.Type), name)}
	}
	return []string{fmt.Sprintf("C.%s(%s)", capi.CrossingType(v.Type), name)}
}

// crossingResult is what one result of C is for Go.
func (p *printer) crossingResult(c *ir.Callback, i int, v ir.Value) {
	field, size := "r.out_"+v.Name, "r.out_"+v.SizeName()
	value := fmt.Sprintf("%s(%s)", v.Type.Go, field)
	switch v.Type.Kind {
	case ir.KindString:
		value = convert(v.Type.Go, "string", fmt.Sprintf("glue.CopyText((*byte)(unsafe.Pointer(%s)), uint64(%s))", field, size))
	case ir.KindBytes, ir.KindSlice:
		value = convert(v.Type.Go, "[]"+v.Type.ElemGo(), fmt.Sprintf("glue.CopySlice((*%s)(unsafe.Pointer(%s)), uint64(%s))", v.Type.ElemGo(), field, size))
	case ir.KindHandle:
		p.line("if %[1]s != 0 {\nvar status int32\nif r%[2]d, status = %[3]s.Get(glue.Number(%[1]s)); status != 0 {\n%[4]s\n}\n}",
			field, i, tableOf(v.Type.C), failure(c, "glue.CallbackFailed(status, \"\")"))
		return
	case ir.KindTime:
		value = fmt.Sprintf("(*glue.Time)(unsafe.Pointer(&%s)).Go()", field)
	case ir.KindStruct:
		value = fmt.Sprintf("*(*%s)(unsafe.Pointer(&%s))", v.Type.Go, field)
	}
	p.line("r%d = %s", i, value)
}

// scopes declares callbacks that are good for the call, and returns how they end.
func (p *printer) scopes(f *ir.Func) string {
	end := ""
	for _, v := range f.Params {
		if v.Type.Kind == ir.KindCallback && v.Borrow {
			p.line("var c_%s %s", v.Name, callbackType(v.Type.C))
			end += "c_" + v.Name + ".Close()\n"
		}
	}
	return end
}

// functions makes Go functions of those that C has passed.
func (p *printer) functions(f *ir.Func) {
	for _, v := range f.Params {
		if v.Type.Kind != ir.KindCallback {
			continue
		}
		field := "a." + goField(v.Name)
		if v.Borrow {
			p.line("var f_%[1]s %[2]s\nif %[3]s != 0 {\nc_%[1]s.Open(%[3]s, %[3]s_user)\nf_%[1]s = c_%[1]s.call\n}", v.Name, v.Type.Go, field)
			continue
		}
		p.line("var f_%[1]s %[3]s\nif %[4]s != 0 {\nc := new(%[2]s)\nglue.Keep(&c.Callback, %[4]s, %[4]s_user, %[4]s_destroy, destroyCallback)\nf_%[1]s = c.call\n}",
			v.Name, callbackType(v.Type.C), v.Type.Go, field)
	}
}

// contexts are those of the library.
func (p *printer) contexts() {
	if p.api.UsesContexts() {
		p.WriteString(strings.ReplaceAll(contextText, "{go}", p.api.FixedGoName("")))
	}
}

const contextText = `
var contexts = glue.Contexts{Side: glue.ContextSide{
	New: func() (number uint64, cancelled *uint32, status int32) {
		var context C.uint64_t
		var word *C.uint32_t
		status = int32(C.cshared_context_new(&context, &word))
		return uint64(context), (*uint32)(word), status
	},
	Free: func(number uint64) int32 { return int32(C.cshared_context_free(C.uint64_t(number))) },
	Refusal: func(number uint64) int32 { return int32(C.cshared_context_refusal(C.uint64_t(number))) },
	Wait: func() uint64 { return uint64(C.cshared_context_wait()) },
	Wake: func() { C.cshared_context_wake() },
}}

//export {go}context_new
func {go}context_new(p unsafe.Pointer) {
	a := (*glue.ContextCall)(p)
	a.Number, a.Status = contexts.New(a.Timeout)
}

//export {go}context_free
func {go}context_free(p unsafe.Pointer) {
	a := (*glue.NumberCall)(p)
	a.Status = contexts.Free(a.Number)
}
`
