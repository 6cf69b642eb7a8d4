// Package abijson prints abi.json.
package abijson

import (
	"io"

	"github.com/gocshared/rules_go_cshared/gen/abi"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/capi"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// Emit writes the file.
func Emit(w io.Writer, a *ir.API) error {
	out, err := Of(a)
	if err != nil {
		return err
	}
	return out.Write(w)
}

// Of returns what the file says.
func Of(a *ir.API) (*abi.ABI, error) {
	out := &abi.ABI{
		Schema: abi.Schema, Library: a.Library.Name, Prefix: a.Library.Prefix, Version: a.Library.Version, Panics: a.Panics,
		Package: a.Packages[0].Path, Doc: a.Packages[0].Doc,
		Packages: packages(a), CFunctions: a.Library.CNames, Headers: a.Library.Includes,
		Functions: []abi.Function{}, Structs: []abi.Struct{}, Enums: []abi.Enum{}, Handles: []abi.Handle{}, Callbacks: []abi.Callback{}, Constants: []abi.Constant{},
	}
	for i := range a.Funcs {
		f := function(&a.Funcs[i])
		if len(a.Packages) > 1 {
			f.Package = a.Funcs[i].Package
		}
		out.Functions = append(out.Functions, f)
	}
	for _, s := range a.Structs {
		out.Structs = append(out.Structs, structure(s))
	}
	for _, e := range a.Enums {
		enum := abi.Enum{Name: e.Name, Go: e.Go, Doc: e.Doc, Type: e.Type.CType()}
		for _, v := range e.Values {
			enum.Values = append(enum.Values, abi.EnumValue{Name: v.Name, Value: v.Value})
		}
		out.Enums = append(out.Enums, enum)
	}
	for _, h := range a.Handles {
		out.Handles = append(out.Handles, abi.Handle{Name: h.Name, Go: h.Go, Doc: h.Doc, Free: h.FreeName()})
	}
	for i := range a.Callbacks {
		out.Callbacks = append(out.Callbacks, callback(&a.Callbacks[i]))
	}
	for _, c := range a.Constants {
		out.Constants = append(out.Constants, abi.Constant{Name: c.Name, Kind: constantKinds[c.Kind], Value: c.Value})
	}
	return out, out.Seal()
}

// packages are listed where there are several.
func packages(a *ir.API) []abi.Package {
	if len(a.Packages) == 1 {
		return nil
	}
	var all []abi.Package
	for _, p := range a.Packages {
		all = append(all, abi.Package{Path: p.Path, Prefix: p.Prefix, Doc: p.Doc})
	}
	return all
}

var constantKinds = map[ir.Kind]string{
	ir.KindInt64: "int", ir.KindUint64: "uint", ir.KindFloat64: "float", ir.KindBool: "bool", ir.KindString: "text",
}

var kinds = map[ir.Kind]string{
	ir.KindEnum: "enum", ir.KindStruct: "struct", ir.KindHandle: "handle", ir.KindTime: "time",
	ir.KindString: "text", ir.KindBytes: "bytes", ir.KindSlice: "slice", ir.KindDuration: "duration",
	ir.KindContext: "context", ir.KindCallback: "callback",
}

func value(v ir.Value) abi.Value {
	kind, special := kinds[v.Type.Kind]
	if !special {
		kind = "scalar"
	}
	out := abi.Value{Name: v.Name, Kind: kind, Type: v.Type.CType(), Borrow: v.Borrow}
	if v.Type.IsSized() {
		out.Size = v.SizeName()
	}
	return out
}

func function(f *ir.Func) abi.Function {
	out := abi.Function{
		Name: f.Name, Go: f.Go, Doc: f.Doc, Deprecated: f.Deprecated, Panics: f.Panics, Infallible: f.Infallible, Serialize: f.Serialize,
		Inputs: values(capi.Inputs(f)), Outputs: values(f.Results),
	}
	if f.HasInto() {
		out.Into = f.IntoName()
	}
	if f.Batch {
		out.Batch = batch(f)
	}
	return out
}

func callback(c *ir.Callback) abi.Callback {
	return abi.Callback{
		Name: c.Name, Go: c.Go, Doc: c.Doc, Status: c.Fails, Returns: c.ReturnsValue(),
		Inputs: values(c.Params), Outputs: values(c.Results),
	}
}

func values(all []ir.Value) []abi.Value {
	out := []abi.Value{}
	for _, v := range all {
		out = append(out, value(v))
	}
	return out
}

func structure(s ir.Struct) abi.Struct {
	offsets, size, align := ir.StructLayout(s.Fields)
	out := abi.Struct{Name: s.Name, Go: s.Go, Doc: s.Doc, Size: size, Align: align}
	for i, f := range s.Fields {
		field := abi.Field{Name: f.Name, Type: f.Type.CType(), Offset: offsets[i]}
		if f.Type.Kind == ir.KindArray {
			field.Count = f.Type.Len
		}
		out.Fields = append(out.Fields, field)
	}
	return out
}
