package capi

import (
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

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

// IntoPrototype is the form that writes its result to memory of the caller, without a semicolon.
func IntoPrototype(prefix string, f *ir.Func) string {
	var params []string
	for _, v := range Inputs(f) {
		params = append(params, Input(v)...)
	}
	for _, v := range f.Results {
		if v.Type.IsSized() {
			params = append(params, Declare(v.Type.CType(), "*"+v.Name), "size_t "+v.RoomName(), "size_t *"+v.SizeName())
		} else {
			params = append(params, Output(v)...)
		}
	}
	params = append(params, prefix+"error **err")
	return prefix + "status " + f.IntoName() + "(" + strings.Join(params, ", ") + ")"
}

// IntoNonNull returns the 1-based numbers of its parameters that must not be NULL.
func IntoNonNull(f *ir.Func) []int {
	var all []int
	n := 0
	for _, v := range Inputs(f) {
		n += len(Input(v))
	}
	for _, v := range f.Results {
		if v.Type.IsSized() {
			n += 2 // the memory may be NULL if it has no room
		}
		n++
		all = append(all, n)
	}
	return all
}
