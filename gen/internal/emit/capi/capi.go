// Package capi renders the C declarations that the header and the C glue share.
package capi

import (
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// Declare puts a name behind a type, where the stars of a pointer stand at the name.
func Declare(ctype, name string) string {
	if strings.HasSuffix(ctype, "*") {
		return ctype + name
	}
	return ctype + " " + name
}

// Input renders a parameter; sized ones are two.
func Input(v ir.Value) []string {
	if v.Type.IsSized() {
		return []string{"const " + v.Type.CType() + " *" + v.Name, "size_t " + v.SizeName()}
	}
	if v.Type.Kind == ir.KindCallback {
		parts := []string{v.Type.C + " " + v.Name, "void *" + v.Name + "_user"}
		if !v.Borrow {
			parts = append(parts, "void (*"+v.Name+"_destroy)(void *user)")
		}
		return parts
	}
	return []string{Declare(v.Type.CType(), v.Name)}
}

// Output renders a result as a parameter; sized ones are two.
func Output(v ir.Value) []string {
	if v.Type.IsSized() {
		return []string{v.Type.CType() + " **" + v.Name, "size_t *" + v.SizeName()}
	}
	return []string{Declare(Declare(v.Type.CType(), "*"), v.Name)}
}

// Inputs are the receiver and the parameters.
func Inputs(f *ir.Func) []ir.Value {
	if f.Receiver == nil {
		return f.Params
	}
	return append([]ir.Value{*f.Receiver}, f.Params...)
}

// Result is what the C function returns.
func Result(prefix string, f *ir.Func) string {
	switch {
	case !f.Infallible:
		return prefix + "status"
	case len(f.Results) == 1:
		return f.Results[0].Type.CType()
	}
	return "void"
}

// Prototype is the C function without a semicolon.
func Prototype(prefix string, f *ir.Func) string {
	var params []string
	for _, v := range Inputs(f) {
		params = append(params, Input(v)...)
	}
	if !f.Infallible {
		for _, v := range f.Results {
			params = append(params, Output(v)...)
		}
		params = append(params, prefix+"error **err")
	}
	if len(params) == 0 {
		params = []string{"void"}
	}
	return Declare(Result(prefix, f), f.Name) + "(" + strings.Join(params, ", ") + ")"
}

// NonNull returns the 1-based numbers of the parameters that must not be NULL.
func NonNull(f *ir.Func) []int {
	var all []int
	n := 0
	for _, v := range Inputs(f) {
		n += len(Input(v))
	}
	for _, v := range f.Results {
		all = append(all, n+1)
		n += len(Output(v))
	}
	return all
}
