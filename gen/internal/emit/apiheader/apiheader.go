// Package apiheader prints the public header of a generated API.
package apiheader

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/emit/capi"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/cdoc"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

type printer struct {
	strings.Builder
	api    *ir.API
	prefix string
	macro  string
}

func (p *printer) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// Emit writes the header.
func Emit(w io.Writer, a *ir.API) error {
	p := &printer{api: a, prefix: a.Library.Prefix, macro: a.Library.MacroPrefix()}
	p.head()
	p.types()
	p.fixed()
	for i := range a.Funcs {
		p.function(&a.Funcs[i])
		p.forms(&a.Funcs[i])
	}
	for _, h := range a.Handles {
		p.free(h)
	}
	p.contextFunctions()
	p.callbackRemove()
	p.line("\n#ifdef __cplusplus\n}\n#endif\n\n#endif")
	_, err := io.WriteString(w, p.String())
	return err
}

// head has what is the same in every header, but for the names.
func (p *printer) head() {
	r := strings.NewReplacer("{P}", p.macro, "{p}", p.prefix, "{doc}", p.introduction(),
		"{major}", ir.VersionPart(p.api.Library.Version, 0), "{minor}", ir.VersionPart(p.api.Library.Version, 1),
		"{patch}", ir.VersionPart(p.api.Library.Version, 2), "{version}", p.api.Library.Version)
	text := headText
	if headers := p.api.Library.Includes; len(headers) > 0 {
		const last = "#include <stdint.h>\n"
		text = strings.Replace(text, last, last+"\n#include \""+strings.Join(headers, "\"\n#include \"")+"\"\n", 1)
	}
	r.WriteString(p, text)
}

func (p *printer) introduction() string {
	text := p.packages()
	return cdoc.Block(strings.TrimSpace(text) + "\n\n" + strings.NewReplacer("{P}", p.macro, "{p}", p.prefix).Replace(rules))
}

func (p *printer) types() {
	for _, h := range p.api.Handles {
		doc := h.Doc
		if doc == "" {
			doc = "An object of the library."
		}
		p.line("\n%stypedef struct %s %s;", cdoc.Block(doc+"\n\nOwned by whoever got it, until "+h.FreeName()+"."), h.Name, h.Name)
	}
	if p.api.UsesTime() {
		p.line("\n/* A moment: seconds and nanoseconds (0 to 999999999) since 1970-01-01 00:00:00 UTC. */")
		p.line("typedef struct %stime {\n  int64_t seconds;\n  int32_t nanoseconds;\n  int32_t reserved; /* 0 */\n} %stime;", p.prefix, p.prefix)
	}
	for _, e := range p.api.Enums {
		p.enum(e)
	}
	for _, s := range p.api.Structs {
		p.structure(s)
	}
	p.contextType()
	for i := range p.api.Callbacks {
		p.callback(&p.api.Callbacks[i])
	}
	for _, c := range p.api.Constants {
		p.line("\n%s#define %s %s", cdoc.Block(c.Doc), c.Name, constant(c))
	}
}

func (p *printer) enum(e ir.Enum) {
	p.line("\n%stypedef %s %s;", cdoc.Block(e.Doc), e.Type.CType(), e.Name)
	for _, v := range e.Values {
		line := fmt.Sprintf("#define %s ((%s)%s)", v.Name, e.Name, number(v.Value, e.Type.Kind))
		if doc := cdoc.Inline(v.Doc); doc != "" {
			line += " " + doc
		}
		p.line("%s", line)
	}
}

// number renders an integer so that the preprocessor and every standard take it.
func number(value string, kind ir.Kind) string {
	switch {
	case value == "-9223372036854775808":
		return "INT64_MIN"
	case kind == ir.KindUint64 || kind == ir.KindUint || kind == ir.KindUintptr:
		return "UINT64_C(" + value + ")"
	case kind == ir.KindInt64 || kind == ir.KindInt:
		if rest, negative := strings.CutPrefix(value, "-"); negative {
			return "-INT64_C(" + rest + ")"
		}
		return "INT64_C(" + value + ")"
	}
	return value
}

func constant(c ir.Constant) string {
	switch c.Kind {
	case ir.KindString:
		return quote(c.Value)
	case ir.KindInt64, ir.KindUint64:
		return "(" + number(c.Value, c.Kind) + ")"
	}
	return c.Value
}

// quote renders a C string literal: octal escapes, as hexadecimal ones have no end.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range []byte(s) {
		if c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '?' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "\\%03o", c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// message renders the argument of an attribute, where compilers take simple escapes only.
func message(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `?`, `\?`).Replace(cdoc.Line(s)) + `"`
}

func (p *printer) structure(s ir.Struct) {
	p.line("\n%stypedef struct %s {", cdoc.Block(s.Doc), s.Name)
	for _, f := range s.Fields {
		declared := capi.Declare(f.Type.CType(), f.Name)
		if f.Type.Kind == ir.KindArray {
			declared += "[" + strconv.FormatInt(f.Type.Len, 10) + "]"
		}
		line := "  " + declared + ";"
		if doc := cdoc.Inline(f.Doc); doc != "" {
			line += " " + doc
		}
		p.line("%s", line)
	}
	p.line("} %s;", s.Name)
}

func (p *printer) fixed() {
	text := fixedText + lifecycleText
	if p.api.LeakOrigins {
		text += leaksText
	}
	strings.NewReplacer("{P}", p.macro, "{p}", p.prefix).WriteString(p, text)
}

func (p *printer) function(f *ir.Func) {
	doc := strings.TrimSpace(f.Doc)
	for _, note := range p.notes(f) {
		doc += "\n\n" + note
	}
	p.line("\n%s%s%s;", cdoc.Block(doc), capi.Prototype(p.prefix, f), p.attributes(f))
}

func (p *printer) attributes(f *ir.Func) string {
	text := ""
	if nonnull := capi.NonNull(f); len(nonnull) > 0 && !f.Infallible {
		text += " " + p.nonnull(nonnull)
	}
	if !f.Infallible {
		text += fmt.Sprintf(" %s_CHECK", p.macro)
	}
	if f.Deprecated != "" {
		text += fmt.Sprintf(" %s_DEPRECATED(%s)", p.macro, message(f.Deprecated))
	}
	return text
}

func (p *printer) nonnull(params []int) string {
	var numbers []string
	for _, n := range params {
		numbers = append(numbers, strconv.Itoa(n))
	}
	return fmt.Sprintf("%s_NONNULL((%s))", p.macro, strings.Join(numbers, ", "))
}

func (p *printer) free(h ir.Handle) {
	if h.IsIterator {
		p.line("\n/* Ends the iteration, at any time and from any thread: a %[1]s_next that waits in another thread returns %[2]s_CLOSED.\n * NULL is nothing.\n *\n * Errors: %[2]s_STALE_HANDLE closed before; %[2]s_FOREIGN_HANDLE no such iterator. */", h.Name, p.macro)
		p.line("%sstatus %s(%s *iterator);", p.prefix, h.FreeName(), h.Name)
		return
	}
	p.line("\n/* Gives the object back. NULL is nothing.\n *\n * Errors: %[1]s_STALE_HANDLE freed before; %[1]s_FOREIGN_HANDLE no such object. */", p.macro)
	p.line("%sstatus %s_free(%s *object);", p.prefix, h.Name, h.Name)
}
