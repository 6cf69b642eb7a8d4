package apiheader

import (
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/emit/capi"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/cdoc"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

func (p *printer) replaced(text string) string {
	return strings.NewReplacer("{P}", p.macro, "{p}", p.prefix).Replace(text)
}

func (p *printer) contextType() {
	if p.api.UsesContexts() {
		p.WriteString(p.replaced(contextTypeText))
	}
}

func (p *printer) contextFunctions() {
	if p.api.UsesContexts() {
		p.WriteString(p.replaced(contextText))
	}
}

func (p *printer) callbackRemove() {
	if p.api.KeepsCallbacks() {
		p.WriteString(p.replaced(removeText))
	}
}

// callback declares the type of a function that the caller writes.
func (p *printer) callback(c *ir.Callback) {
	doc := strings.TrimSpace(c.Doc)
	if doc == "" {
		doc = "A function of the caller's, called by Go as " + c.Go + "."
	}
	for _, note := range p.callbackNotes(c) {
		doc += "\n\n" + note
	}
	p.line("\n%s%s;", cdoc.Block(doc), capi.Callback(p.prefix, c))
}

func (p *printer) callbackNotes(c *ir.Callback) []string {
	notes := []string{"user is the pointer that was passed with the function. Go may call from any thread, and the function may call this library."}
	for _, v := range c.Params {
		switch {
		case v.Type.IsSized():
			notes = append(notes, v.Name+" is valid until the function returns; nothing stands behind its "+v.SizeName()+" "+unit(v)+".")
		case v.Type.Kind == ir.KindHandle:
			notes = append(notes, v.Name+" is the function's until "+p.api.FreeName(v.Type.C)+", or NULL for nil.")
		}
	}
	for _, v := range c.Results {
		switch {
		case v.Type.IsSized():
			notes = append(notes, v.Name+" stays the function's: the library copies it as soon as the function has returned.")
		case v.Type.Kind == ir.KindHandle:
			notes = append(notes, "The object that it gives stays the function's; NULL is nil.")
		}
	}
	if c.Fails {
		notes = append(notes, "Returns "+p.macro+"_OK, or a status, which is an error in Go. A C++ exception is an error as well.")
	} else {
		notes = append(notes, "A C++ exception ends the Go function that has called, with "+p.macro+"_CALLBACK.")
	}
	return notes
}

func unit(v ir.Value) string {
	if v.Type.Kind == ir.KindSlice {
		return "elements"
	}
	return "bytes"
}
