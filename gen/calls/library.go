package calls

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/abi"
)

// library is abi.json, with what is looked up in it.
type library struct {
	*abi.ABI
	macro string // what its macros start with, without the underscore
}

func newLibrary(a *abi.ABI) *library {
	return &library{a, strings.ToUpper(strings.TrimSuffix(a.Prefix, "_"))}
}

// fixed is the type of all that has a fixed size, or a part of it.
type fixed struct {
	name   string // in C
	kind   string // bool, int, uint, float, enum, struct, time, duration
	bits   int
	enum   *abi.Enum
	fields *abi.Struct
}

var basic = map[string]fixed{
	"bool": {kind: "bool"}, "float": {kind: "float", bits: 32}, "double": {kind: "float", bits: 64},
	"int8_t": {kind: "int", bits: 8}, "int16_t": {kind: "int", bits: 16}, "int32_t": {kind: "int", bits: 32}, "int64_t": {kind: "int", bits: 64},
	"uint8_t": {kind: "uint", bits: 8}, "uint16_t": {kind: "uint", bits: 16}, "uint32_t": {kind: "uint", bits: 32}, "uint64_t": {kind: "uint", bits: 64},
	"uintptr_t": {kind: "uint", bits: 64},
}

// fixedOf looks a type of C up. A new one of a later release is none.
func (l *library) fixedOf(name string) (fixed, bool) {
	if t, ok := basic[name]; ok {
		t.name = name
		return t, true
	}
	for i := range l.Enums {
		if e := &l.Enums[i]; e.Name == name {
			t := basic[e.Type]
			return fixed{name: name, kind: "enum", bits: t.bits, enum: e}, t.kind != ""
		}
	}
	for i := range l.Structs {
		if s := &l.Structs[i]; s.Name == name {
			return fixed{name: name, kind: "struct", fields: s}, true
		}
	}
	return fixed{}, false
}

// typeOf is the type of a value that has a fixed size, or of an element.
func (l *library) typeOf(v abi.Value) (fixed, bool) {
	switch v.Kind {
	case "time":
		return fixed{name: v.Type, kind: "time"}, true
	case "duration":
		return fixed{name: v.Type, kind: "duration", bits: 64}, true
	}
	return l.fixedOf(v.Type)
}

// signed says whether values of an enum can be negative.
func (t fixed) signed() bool {
	return t.kind == "int" || t.kind == "duration" || t.kind == "enum" && basic[t.enum.Type].kind == "int"
}

// bounds are the ends of the range of an integer type.
func (t fixed) bounds() (low, high *big.Int) {
	one := big.NewInt(1)
	if t.signed() {
		high = new(big.Int).Lsh(one, uint(t.bits-1))
		return new(big.Int).Neg(high), new(big.Int).Sub(high, one)
	}
	return new(big.Int), new(big.Int).Sub(new(big.Int).Lsh(one, uint(t.bits)), one)
}

// integer renders one in C.
func (t fixed) integer(n *big.Int) string {
	if t.signed() {
		if n.IsInt64() && n.Int64() == math.MinInt64 {
			return "INT64_MIN"
		}
		return fmt.Sprintf("INT64_C(%s)", n)
	}
	return fmt.Sprintf("UINT64_C(%s)", n)
}

// called is a function as a vector calls it.
type called struct {
	*abi.Function
	into *abi.Value // the output in memory of the caller, in the form _into
	many bool       // the form _batch
}

func (c called) name() string {
	switch {
	case c.into != nil:
		return c.Into
	case c.many:
		return c.Batch.Name
	}
	return c.Name
}

func (l *library) function(name string) (called, bool) {
	for i := range l.Functions {
		f := &l.Functions[i]
		if f.Batch != nil && f.Batch.Name == name {
			return called{Function: f, many: true}, true
		}
		switch name {
		case f.Name:
			return called{Function: f}, true
		case f.Into:
			at := slices.IndexFunc(f.Outputs, func(v abi.Value) bool { return v.Size != "" })
			if f.Into != "" && at >= 0 {
				return called{Function: f, into: &f.Outputs[at]}, true
			}
		}
	}
	return called{}, false
}

func (l *library) functionNames() []string {
	var names []string
	for _, f := range l.Functions {
		names = append(names, f.Name)
		if f.Into != "" {
			names = append(names, f.Into)
		}
		if f.Batch != nil {
			names = append(names, f.Batch.Name)
		}
	}
	return names
}

// object is the name of the type that a pointer points to.
func object(v abi.Value) string { return strings.TrimSuffix(v.Type, " *") }

// next returns the function that gives the values of an iterator, nil for other objects.
func (l *library) next(name string) *abi.Function {
	at := slices.IndexFunc(l.Handles, func(h abi.Handle) bool { return h.Name == name && h.Free == name+"_close" })
	if at < 0 {
		return nil
	}
	for i := range l.Functions {
		if l.Functions[i].Name == name+"_next" {
			return &l.Functions[i]
		}
	}
	return nil
}

func (l *library) callback(name string) *abi.Callback {
	for i := range l.Callbacks {
		if l.Callbacks[i].Name == name {
			return &l.Callbacks[i]
		}
	}
	return nil
}

// isMethod says whether the first input is an object that has to be there: the receiver, or an iterator.
func (l *library) isMethod(f *abi.Function) bool {
	if len(f.Inputs) == 0 || f.Inputs[0].Kind != "handle" {
		return false
	}
	name := object(f.Inputs[0])
	if next := l.next(name); next == f {
		return true
	}
	at := slices.IndexFunc(l.Handles, func(h abi.Handle) bool { return h.Name == name })
	if at < 0 {
		return false
	}
	_, goName, _ := strings.Cut(l.Handles[at].Go, ".") // behind the name of the package
	return strings.HasPrefix(f.Go, goName+".")
}

// uses says whether any function has such an input.
func (l *library) uses(is func(abi.Value) bool) bool {
	return slices.ContainsFunc(l.Functions, func(f abi.Function) bool { return slices.ContainsFunc(f.Inputs, is) })
}

func isContext(v abi.Value) bool { return v.Kind == "context" }
func isKept(v abi.Value) bool    { return v.Kind == "callback" && !v.Borrow }
