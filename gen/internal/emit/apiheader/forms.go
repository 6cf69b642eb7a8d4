package apiheader

import (
	"fmt"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/emit/capi"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/cdoc"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// forms prints the other forms of a function.
func (p *printer) forms(f *ir.Func) {
	if f.Batch {
		p.item(f)
		p.batch(f)
	}
	if f.HasInto() {
		p.into(f)
	}
}

func (p *printer) into(f *ir.Func) {
	v := f.Results[f.SizedResult()]
	room, size := v.RoomName()+" bytes", v.SizeName()+" is its size"
	switch v.Type.Kind {
	case ir.KindString:
		room += ", its NUL among them"
		size += " without the NUL"
	case ir.KindSlice:
		room, size = v.RoomName()+" elements", v.SizeName()+" is their number"
	}
	notes := []string{
		fmt.Sprintf("As %s, but the result goes to memory of the caller: %s is that of %s, and may be NULL if there are none; %s.", f.Name, v.Name, room, size),
		fmt.Sprintf("If it does not fit, the status is ERANGE, %s says what is needed, and the result is gone: another call runs the Go function again. What stands in the memory with another status than %s_OK is not said.", v.SizeName(), p.macro),
	}
	text := strings.Join(notes, "\n\n")
	attributes := " " + p.nonnull(capi.IntoNonNull(f)) + fmt.Sprintf(" %s_CHECK", p.macro)
	if f.Deprecated != "" {
		text += "\n\nDeprecated: " + f.Deprecated
		attributes += fmt.Sprintf(" %s_DEPRECATED(%s)", p.macro, message(f.Deprecated))
	}
	p.line("\n%s%s%s;", cdoc.Block(text), capi.IntoPrototype(p.prefix, f), attributes)
}

func (p *printer) item(f *ir.Func) {
	doc := fmt.Sprintf("One call of %s, for %s.", f.Name, f.BatchName())
	own := *f
	if f.BatchReceiver() != nil {
		own.Receiver = nil
	}
	own.Deprecated, own.Panics, own.Serialize = "", "", ""
	for _, note := range p.notes(&own) {
		doc += "\n\n" + note
	}
	p.line("\n%stypedef struct %s {", cdoc.Block(doc), f.ItemName())
	for _, field := range capi.ItemFields(f) {
		p.line("  %s;", capi.Declare(field.Type, field.Name))
	}
	p.line("  %sstatus status; /* out */\n} %s;", p.prefix, f.ItemName())
}

func (p *printer) batch(f *ir.Func) {
	notes := []string{
		fmt.Sprintf("Calls %s for each of count items, in their order, and costs little more than one call. Inputs are read from the items where they lie; nobody else may change them meanwhile.", f.Name),
		fmt.Sprintf("Each item gets the status of its own call, and its outputs with %s_OK. An error or a panic ends its item only; the next one runs.", p.macro),
		"Out: failed is how many items have another status, and may be NULL.",
		fmt.Sprintf("Returns %s_OK if all items do, else the status of the first one that does not; err is its error object, and the message says which one it is. If no item runs, because %s, all get that status; if items is NULL or count absurd, the function returns EINVAL and touches nothing.", p.macro, noItem(f)),
	}
	if f.Serialize != "" {
		notes = append(notes, fmt.Sprintf("The items are one call of the domain %s: no other one runs in between.", f.Serialize))
	}
	if f.Panics == "abort" {
		notes = append(notes, "A panic ends the process.")
	}
	if f.Deprecated != "" {
		notes = append(notes, "Deprecated: "+f.Deprecated)
	}
	attributes := fmt.Sprintf(" %s_CHECK", p.macro)
	if f.Deprecated != "" {
		attributes += fmt.Sprintf(" %s_DEPRECATED(%s)", p.macro, message(f.Deprecated))
	}
	p.line("\n%s%s%s;", cdoc.Block(strings.Join(notes, "\n\n")), capi.BatchPrototype(p.prefix, f), attributes)
}

// noItem lists why no item runs.
func noItem(f *ir.Func) string {
	why := []string{"the library is stopped", "the process was forked"}
	if r := f.BatchReceiver(); r != nil {
		why = append(why, r.Name+" is no object")
	}
	if f.Serialize != "" {
		why = append(why, "the call comes from within its domain")
	}
	last := len(why) - 1
	return strings.Join(why[:last], ", ") + " or " + why[last]
}
