package capi

import "github.com/gocshared/rules_go_cshared/gen/internal/ir"

// Field is a member of a struct.
type Field struct{ Type, Name string }

// ItemFields are the members of the struct of one call of a batch, but for the status.
func ItemFields(f *ir.Func) []Field {
	var fields []Field
	for _, v := range f.ItemInputs() {
		if v.Type.IsSized() {
			fields = append(fields, Field{"const " + v.Type.CType() + " *", v.Name}, Field{"size_t", v.SizeName()})
		} else {
			fields = append(fields, Field{v.Type.CType(), v.Name})
		}
	}
	for _, v := range f.Results {
		fields = append(fields, Field{v.Type.CType(), v.Name})
	}
	return fields
}

// BatchPrototype is the form that takes an array of calls, without a semicolon.
func BatchPrototype(prefix string, f *ir.Func) string {
	receiver := ""
	if r := f.BatchReceiver(); r != nil {
		receiver = Declare(r.Type.CType(), r.Name) + ", "
	}
	return prefix + "status " + f.BatchName() + "(" + receiver + f.ItemName() + " *items, size_t count, size_t *failed, " + prefix + "error **err)"
}
