package gopackage

import (
	"go/types"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// resultType maps a Go type of a result, which may be one that C pulls values from.
func (l *loader) resultType(t types.Type) (ir.Type, *refusal) {
	if values, from := iterated(t); values != nil {
		return l.iterator(t, values, from)
	}
	return l.typeOf(t)
}

// iterated returns what comes out of a sequence (iter.Seq, iter.Seq2, or a function of that form) or a
// channel that can be received from, and what makes an iterator of it.
func iterated(t types.Type) (values []types.Type, from string) {
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Chan:
		if u.Dir() != types.SendOnly {
			return []types.Type{u.Elem()}, "glue.Receive"
		}
	case *types.Signature:
		for v := range yielded(u).Variables() {
			values = append(values, v.Type())
		}
		return values, [...]string{"", "glue.Iterate", "glue.Iterate2"}[len(values)]
	}
	return nil, ""
}

// yielded returns the one or two parameters of yield, nil if the function is no sequence.
func yielded(s *types.Signature) *types.Tuple {
	if s.Params().Len() != 1 || s.Results().Len() != 0 || s.Variadic() {
		return nil
	}
	yield, ok := types.Unalias(s.Params().At(0).Type()).Underlying().(*types.Signature)
	if !ok || yield.Results().Len() != 1 || yield.Params().Len() < 1 || yield.Params().Len() > 2 || yield.Variadic() {
		return nil
	}
	if b, ok := yield.Results().At(0).Type().Underlying().(*types.Basic); !ok || b.Kind() != types.Bool {
		return nil
	}
	return yield.Params()
}

// iterator maps a source of values to a handle with a function that gives the next one.
func (l *loader) iterator(t types.Type, values []types.Type, from string) (ir.Type, *refusal) {
	name, names := l.prefix, newParamNames()
	names.taken["iterator"] = true
	var goTypes []string
	next := ir.Func{Go: "next of " + l.describe(t), Call: ".Next", IsNext: true, Fails: true, Panics: l.in.Panics, Doc: nextDoc}
	for i, value := range values {
		valueType, no := l.typeOf(value)
		if no != nil {
			return ir.Type{}, &refusal{"what comes out of it, " + l.describe(value) + ", cannot: " + no.why, no.fix}
		}
		otherwise := "value"
		if len(values) == 2 && i == 0 {
			otherwise = "key"
		}
		name += l.partOfName(value) + "_"
		goTypes = append(goTypes, l.goType(value))
		next.Results = append(next.Results, ir.Value{Name: names.pick("", otherwise, valueType.IsSized()), Type: valueType})
	}
	name += "iterator"
	object := "glue.Iterator[" + goTypes[0] + "]"
	if len(values) == 2 {
		object = "glue.Iterator2[" + strings.Join(goTypes, ", ") + "]"
	}
	handle := ir.Type{Kind: ir.KindHandle, C: name, Go: object, Make: from}
	next.Name, next.Receiver = name+"_next", &ir.Value{Name: "iterator", Type: ir.Type{Kind: ir.KindHandle, C: name, Go: object}}
	over := strings.Join(l.describeAll(values), ", ")
	l.handles[name] = ir.Handle{Name: name, Go: object, IsIterator: true, Doc: "Values of type " + over + ", one by one."}
	l.iterators[name] = next
	for _, part := range []string{"", "_next", "_close"} {
		l.claimShared(name+part, "a part of the iterator over "+over, strings.TrimPrefix(name+part, l.prefix))
	}
	return handle, nil
}

const nextDoc = `Gives the next value. One call runs at a time, others wait; the Go code runs only while one does.

Errors: END_OF_STREAM there is none any more, now and in all later calls; CLOSED another thread has closed the iterator meanwhile; PANIC the Go code has panicked, and there is no further value; EDEADLK called by what the Go code of this iterator calls.`

func (l *loader) describeAll(all []types.Type) (texts []string) {
	for _, t := range all {
		texts = append(texts, l.describeAnywhere(t))
	}
	return texts
}

// describeAnywhere renders a type as it is called in messages about more than one package.
func (l *loader) describeAnywhere(t types.Type) string {
	if len(l.units) < 2 {
		return l.describe(t)
	}
	return types.TypeString(t, (*types.Package).Name)
}

// partOfName is how a type is called where it is part of a name.
func (l *loader) partOfName(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Pointer:
		return l.partOfName(t.Elem())
	case *types.Slice:
		return "slice_" + l.partOfName(t.Elem())
	case *types.Named:
		if l.unitOf(t.Obj().Pkg()) != nil {
			return strings.TrimPrefix(l.typeName(t), l.prefix)
		}
	}
	return snake(strings.ReplaceAll(l.describe(t), ".", "_"))
}
