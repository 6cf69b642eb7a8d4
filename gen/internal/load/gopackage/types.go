package gopackage

import (
	"fmt"
	"go/constant"
	"go/types"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// refusal says why a type cannot cross, and what to write instead.
type refusal struct{ why, fix string }

func refuse(why, fix string) (ir.Type, *refusal) { return ir.Type{}, &refusal{why, fix} }

var basics = map[types.BasicKind]ir.Kind{
	types.Bool: ir.KindBool,
	types.Int8: ir.KindInt8, types.Int16: ir.KindInt16, types.Int32: ir.KindInt32, types.Int64: ir.KindInt64, types.Int: ir.KindInt,
	types.Uint8: ir.KindUint8, types.Uint16: ir.KindUint16, types.Uint32: ir.KindUint32, types.Uint64: ir.KindUint64, types.Uint: ir.KindUint,
	types.Uintptr: ir.KindUintptr, types.Float32: ir.KindFloat32, types.Float64: ir.KindFloat64, types.String: ir.KindString,
}

// qualifier names packages as the glue imports them.
func (l *loader) qualifier(p *types.Package) string {
	if u := l.unitOf(p); u != nil {
		return u.importName
	}
	l.imports[p.Path()] = true
	return ir.ImportName(p.Path())
}

func (l *loader) goType(t types.Type) string { return types.TypeString(t, l.qualifier) }

// typeOf maps a Go type of a parameter, a result or a field.
func (l *loader) typeOf(t types.Type) (ir.Type, *refusal) {
	t = types.Unalias(t)
	switch t := t.(type) {
	case *types.Basic:
		return l.basic(t, t)
	case *types.Named:
		return l.named(t)
	case *types.Pointer:
		return l.pointer(t)
	case *types.Slice:
		return l.slice(t, t)
	case *types.TypeParam:
		return refuse("it is a type parameter, and C needs one function for each type", "export a function with a definite type")
	}
	return l.unsupported(t)
}

func (l *loader) unsupported(t types.Type) (ir.Type, *refusal) {
	switch u := t.Underlying().(type) {
	case *types.Map:
		return refuse("C has no maps", "pass two slices, or export a type with methods to get and set")
	case *types.Chan:
		return refuse("C has no channels", "as a result, a channel to receive from is an iterator; a parameter can be a function that is called for each value")
	case *types.Signature:
		return refuse("functions can be parameters only: callbacks of C", "export a method that does what the function would be for; iter.Seq can be a result")
	case *types.Interface:
		return l.unsupportedInterface(t, u)
	case *types.Array:
		return refuse("C functions take and return no arrays", "use a slice, or put the array into a struct")
	case *types.Pointer:
		return refuse("a pointer to "+l.describe(u.Elem())+" would give C memory that Go manages", "use the value itself, or a slice")
	case *types.Slice:
		return refuse("elements of type "+l.describe(u.Elem())+" have no fixed size without pointers", "join the elements into one string or []byte, or export a method that returns one element")
	case *types.Basic:
		if u.Kind() == types.UnsafePointer {
			return refuse("nobody could say who owns what it points to", "use []byte with //cshared:borrow")
		}
		return refuse("C++ has no type like it", "pass its parts as float64")
	}
	return refuse("there is no C type for it", "use one of the types listed in gen/DIRECTIVES.md")
}

func (l *loader) unsupportedInterface(t types.Type, u *types.Interface) (ir.Type, *refusal) {
	switch types.TypeString(t, nil) {
	case "error":
		return refuse("an error is the last result or nothing", "make it the last result, or return its text")
	case "context.Context":
		return refuse("a context can be a parameter only", "pass a timeout as time.Duration")
	}
	if u.Empty() {
		return refuse("C cannot know what is in it", "use a definite type")
	}
	return refuse("C cannot implement a Go interface", "use a definite type: a pointer to it becomes a handle")
}

func (l *loader) describe(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if len(l.units) == 1 && p == l.units[0].pkg {
			return ""
		}
		return p.Name()
	})
}

func (l *loader) basic(t types.Type, b *types.Basic) (ir.Type, *refusal) {
	kind, ok := basics[b.Kind()]
	if !ok {
		return l.unsupported(t)
	}
	return ir.Type{Kind: kind, Go: l.goType(t)}, nil
}

func (l *loader) named(t *types.Named) (ir.Type, *refusal) {
	switch types.TypeString(t, nil) {
	case "time.Time":
		return ir.Type{Kind: ir.KindTime, C: l.prefix + "time", Go: "glue.Time"}, nil
	case "time.Duration":
		return ir.Type{Kind: ir.KindDuration, Go: l.goType(t)}, nil
	}
	if t.Obj().Pkg() == nil {
		return l.unsupported(t) // error
	}
	if !t.Obj().Exported() {
		return refuse("its name starts with a lower-case letter, so the generated code cannot use it", "export the type: "+strings.ToUpper(t.Obj().Name()[:1])+t.Obj().Name()[1:])
	}
	defer l.enter(t.Obj().Pkg())()
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if constants := l.constantsOf(t); len(constants) > 0 && u.Info()&(types.IsInteger) != 0 {
			return l.enum(t, u, constants)
		}
		return l.basic(t, u)
	case *types.Slice:
		return l.slice(t, u)
	case *types.Struct:
		return l.structure(t, u)
	}
	return l.unsupported(t)
}

// slice maps []byte, and slices of what has a fixed size.
func (l *loader) slice(t types.Type, s *types.Slice) (ir.Type, *refusal) {
	if b, ok := types.Unalias(s.Elem()).(*types.Basic); ok && b.Kind() == types.Byte {
		return ir.Type{Kind: ir.KindBytes, Go: l.goType(t)}, nil
	}
	elem, no := l.typeOf(s.Elem())
	if no != nil || !elem.IsFlat() {
		return l.unsupported(s)
	}
	return ir.Type{Kind: ir.KindSlice, Go: l.goType(t), Elem: &elem}, nil
}

// pointer maps *T of a named type to a handle.
func (l *loader) pointer(p *types.Pointer) (ir.Type, *refusal) {
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return l.unsupported(p)
	}
	if !named.Obj().Exported() {
		return refuse("its name starts with a lower-case letter, so the generated code cannot use it", "export the type")
	}
	if types.IsInterface(named) {
		return refuse("a pointer to an interface is of no use to C", "use a pointer to a definite type")
	}
	defer l.enter(named.Obj().Pkg())()
	name := l.typeName(named)
	l.useHandle(name, named)
	return ir.Type{Kind: ir.KindHandle, C: name, Go: l.goType(named)}, nil
}

// constantsOf returns the exported constants of a type of the package itself, in their order.
func (l *loader) constantsOf(t *types.Named) []*types.Const {
	if t.Obj().Pkg() != l.pkg {
		return nil // the scope of another package is not complete in export data
	}
	var all []*types.Const
	for _, name := range l.pkg.Scope().Names() {
		c, ok := l.pkg.Scope().Lookup(name).(*types.Const)
		if ok && c.Exported() && types.Identical(c.Type(), t) {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b *types.Const) int { return compareConstants(a.Val(), b.Val()) })
	return all
}

func compareConstants(a, b constant.Value) int {
	if constant.Compare(a, tokenLess, b) {
		return -1
	}
	if constant.Compare(b, tokenLess, a) {
		return 1
	}
	return 0
}

func (l *loader) enum(t *types.Named, u *types.Basic, constants []*types.Const) (ir.Type, *refusal) {
	elem, no := l.basic(u, u)
	if no != nil {
		return elem, no
	}
	name := l.typeName(t)
	l.sameType(name, t)
	if _, done := l.enums[name]; !done {
		e := ir.Enum{Name: name, Go: l.describe(t), Type: elem, Doc: l.docOf(t.Obj().Name())}
		for _, c := range constants {
			value := l.enumValueName(name, t.Obj().Name(), c.Name())
			l.claim(strings.ToUpper(value), "the constant "+l.goName(c.Name()), c.Name(), l.posOf(c.Name()))
			e.Values = append(e.Values, ir.EnumValue{Name: strings.ToUpper(value), Go: c.Name(), Value: c.Val().ExactString(), Doc: l.docOf(c.Name())})
		}
		l.enums[name] = e
		l.claimType(name, t)
	}
	return ir.Type{Kind: ir.KindEnum, C: name, Go: l.goType(t), Elem: &elem}, nil
}

// enumValueName is <type>_<constant>, without the type's name where the constant's begins or ends with
// it: ColorRed and RedColor of Color are both color_red.
func (l *loader) enumValueName(typeName, goType, goConst string) string {
	if renamed := l.renamed(goConst); renamed != "" {
		return l.own + renamed
	}
	short := strings.TrimPrefix(goConst, goType)
	if short == goConst {
		short = strings.TrimSuffix(goConst, goType)
	}
	if short == "" {
		short = goConst
	}
	return typeName + "_" + snake(short)
}

// structure maps a struct whose fields all have a fixed size.
func (l *loader) structure(t *types.Named, s *types.Struct) (ir.Type, *refusal) {
	name := l.typeName(t)
	l.sameType(name, t)
	if done, ok := l.structs[name]; ok {
		return done, nil
	}
	var fields []ir.StructField
	names := newParamNames()
	for f := range s.Fields() {
		if !f.Exported() {
			return refuse(fmt.Sprintf("its field %s is not exported", f.Name()), "use *"+t.Obj().Name()+", which becomes a handle with methods")
		}
		ft, no := l.field(f.Type())
		if no != nil || !ft.IsFlat() {
			return refuse(fmt.Sprintf("its field %s of type %s has no fixed size without pointers", f.Name(), l.describe(f.Type())), "use *"+t.Obj().Name()+", which becomes a handle with methods")
		}
		fields = append(fields, ir.StructField{
			Name: names.pick(f.Name(), "field", false), Go: f.Name(), Type: ft, Doc: l.docOf(t.Obj().Name() + "/" + f.Name()),
		})
	}
	if len(fields) == 0 {
		return refuse("C has no empty structs", "use *"+t.Obj().Name()+", which becomes a handle")
	}
	_, size, align := ir.StructLayout(fields)
	result := ir.Type{Kind: ir.KindStruct, C: name, Go: l.goType(t), Bytes: size, Align: align}
	l.structs[name] = result
	l.api.Structs = append(l.api.Structs, ir.Struct{Name: name, Go: l.goType(t), Doc: l.docOf(t.Obj().Name()), Fields: fields})
	l.claimType(name, t)
	return result, nil
}

// field maps the type of a struct's field, which can be an array.
func (l *loader) field(t types.Type) (ir.Type, *refusal) {
	array, ok := types.Unalias(t).Underlying().(*types.Array)
	if !ok {
		return l.typeOf(t)
	}
	elem, no := l.field(array.Elem())
	if no != nil {
		return elem, no
	}
	if array.Len() == 0 {
		return refuse("C has no empty arrays", "remove the field")
	}
	if elem.Kind == ir.KindArray {
		return refuse("arrays of arrays cannot cross", "use one array with all elements")
	}
	return ir.Type{Kind: ir.KindArray, Go: l.goType(t), Elem: &elem, Len: array.Len()}, nil
}

// typeName is the C name of a named Go type.
func (l *loader) typeName(t *types.Named) string {
	defer l.enter(t.Obj().Pkg())()
	name := t.Obj().Name()
	if t.Obj().Pkg() == l.pkg {
		if renamed := l.renamed(name); renamed != "" {
			return l.own + renamed
		}
	}
	base := snake(name)
	for arg := range t.TypeArgs().Types() {
		base += "_" + snake(strings.NewReplacer("[]", "slice_", "*", "", ".", "_").Replace(l.describeArg(arg)))
	}
	return l.own + base
}

func (l *loader) useHandle(name string, t *types.Named) {
	l.sameType(name, t)
	if _, done := l.handles[name]; done {
		return
	}
	l.handles[name] = ir.Handle{Name: name, Go: l.goType(t), Doc: l.docOf(t.Obj().Name())}
	l.claimType(name, t)
	l.claim(name+"_free", "the function that frees a "+l.describe(t), t.Obj().Name(), l.posOf(t.Obj().Name()))
}

func (l *loader) claimType(name string, t *types.Named) {
	pos := l.posOf(t.Obj().Name())
	if other, ok := l.typeUse[name]; ok && !types.Identical(other, t) {
		return // sameType has said so
	}
	_, byValue := l.structs[name]
	_, byHandle := l.handles[name]
	if byValue && byHandle {
		l.report(diag.TypeTwoWays, pos, diag.Args{"type": l.describe(t), "value": "one signature", "handle": "another one"})
		return
	}
	l.typeUse[name] = t
	l.claim(name, "the type "+l.describe(t), t.Obj().Name(), pos)
}
