package goglue

import (
	"fmt"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// batch prints the form of a function that takes an array of calls: one function for an item, one that
// goes from item to item until one panics, and the one that C calls.
func (p *printer) batch(f *ir.Func) {
	p.batchTypes(f)
	p.batchItem(f)
	p.batchLoop(f)
	name, receiver := p.api.GoName(f.BatchName()), ""
	p.line("//export %[1]s\nfunc %[1]s(p unsafe.Pointer) {\na := (*batch_%[2]s)(p)", name, f.Name)
	if r := f.BatchReceiver(); r != nil {
		p.line("h_%[1]s, status := %[2]s.Get(a.%[3]s)\nif status != 0 {\na.Call.FailWith(status)\nreturn\n}", r.Name, tableOf(r.Type.C), goField(r.Name))
		receiver = ", h_" + r.Name
	}
	p.line("items := unsafe.Slice((*item_%s)(a.Items), a.Count)", f.Name)
	// At least once, also for no item: that sets the status.
	p.line("for {\nloop_%s(&a.Batch, items%s)\nif a.Next >= a.Count {\nreturn\n}\n}\n}\n", f.Name, receiver)
}

// batchTypes prints the structs. An item is one of C; run_ puts it together with the batch, so that the
// code of a call works for an item, and has the sizes that the item does not.
func (p *printer) batchTypes(f *ir.Func) {
	layout, head := f.ItemLayout(), f.BatchLayout()
	p.line("type item_%s struct {", f.Name)
	last := len(layout.Slots) - 1
	for _, s := range layout.Slots[:last] {
		p.line("%s %s", goField(s.Name), s.Go)
	}
	p.line("Status %s\n}\n\nconst (", layout.Slots[last].Go)
	for i, s := range layout.Slots {
		field := goField(s.Name)
		if i == last {
			field = "Status"
		}
		p.line("_ = uint(unsafe.Offsetof(item_%[1]s{}.%[2]s) - %[3]d)\n_ = uint(%[3]d - unsafe.Offsetof(item_%[1]s{}.%[2]s))", f.Name, field, s.Offset)
	}
	p.line("_ = uint(unsafe.Sizeof(item_%[1]s{}) - %[2]d)\n_ = uint(%[2]d - unsafe.Sizeof(item_%[1]s{}))\n)\n", f.Name, layout.Size)
	p.line("type run_%[1]s struct {\n*glue.Batch\n*item_%[1]s", f.Name)
	for _, v := range f.ItemInputs() {
		if v.Type.Kind == ir.KindString {
			p.line("%s uint64", goField(v.SizeName()))
		}
	}
	p.line("}\n\ntype batch_%s struct {\nglue.Batch", f.Name)
	for _, s := range head.Slots {
		p.line("%s %s", goField(s.Name), s.Go)
	}
	p.line("}\n\nconst (\n_ = uint(unsafe.Sizeof(batch_%[1]s{}) - %[2]d)\n_ = uint(%[2]d - unsafe.Sizeof(batch_%[1]s{}))\n)\n", f.Name, head.Size)
}

// receiverParam is how the object of all items goes from function to function.
func receiverParam(f *ir.Func) string {
	if r := f.BatchReceiver(); r != nil {
		return fmt.Sprintf(", h_%s *%s", r.Name, r.Type.Go)
	}
	return ""
}

func (p *printer) batchItem(f *ir.Func) {
	p.line("func item_of_%[1]s(b *glue.Batch, i *item_%[1]s%[2]s) {\na := run_%[1]s{Batch: b, item_%[1]s: i}", f.Name, receiverParam(f))
	for _, v := range f.ItemInputs() {
		if v.Type.IsSized() {
			p.itemSize(v)
		}
	}
	own := *f
	if f.BatchReceiver() != nil {
		own.Receiver = nil // looked up once for all
	}
	p.handles(&own)
	p.call(f)
	p.results(f)
	p.line("}\n")
}

// itemSize checks a size here, as only the calls of one function are checked in C.
func (p *printer) itemSize(v ir.Value) {
	field, size := goField(v.Name), goField(v.SizeName())
	if v.Type.Kind == ir.KindString {
		p.line("a.%[1]s = glue.TextSize(i.%[2]s, i.%[1]s)", size, field)
	}
	refuse := func(condition, why string) {
		p.line("if %s {\na.Refuse(%q)\nreturn\n}", condition, why)
	}
	refuse(fmt.Sprintf("a.%s == nil && a.%s != 0", field, size), fmt.Sprintf("%s is NULL, but %s is not 0", v.Name, v.SizeName()))
	limit := "1<<63 - 1"
	if v.Type.Kind == ir.KindSlice {
		if unit, _ := v.Type.Elem.Size(); unit > 1 {
			limit = fmt.Sprintf("(1<<63-1)/%d", unit)
		}
	}
	refuse(fmt.Sprintf("a.%s > %s", size, limit), v.SizeName()+" is larger than any object can be")
}

// batchLoop: the panics of all items are caught in one place, which is paid for once.
func (p *printer) batchLoop(f *ir.Func) {
	receiver := ""
	if r := f.BatchReceiver(); r != nil {
		receiver = ", h_" + r.Name
	}
	p.line("func loop_%[1]s(b *glue.Batch, items []item_%[1]s%[2]s) {", f.Name, receiverParam(f))
	if f.Panics != "abort" {
		p.line("b.Status = glue.Running\ndefer func() {\nif b.Status == glue.Running {\nb.Recovered(recover())\n}\n}()")
	}
	p.line("for n := b.Next; n < uint64(len(items)); n++ {\nb.Next = n\nitem_of_%s(b, &items[n]%s)\n}", f.Name, receiver)
	p.line("b.Next, b.Status = uint64(len(items)), 0\n}\n")
}
