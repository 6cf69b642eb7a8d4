package gopackage

import (
	"fmt"
	"go/types"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// paramType maps a Go type of a parameter, which may be a context or a function. `of` is what the type
// of an unnamed function is named after.
func (l *loader) paramType(t types.Type, of string) (ir.Type, *refusal) {
	if types.TypeString(types.Unalias(t), nil) == "context.Context" {
		return l.context(), nil
	}
	if values, from := iterated(t); values != nil && from != "glue.Receive" {
		return refuse("C has no sequences", "use a slice, or a function that is called for the next value")
	}
	if s, isFunc := types.Unalias(t).Underlying().(*types.Signature); isFunc {
		return l.callback(t, s, of)
	}
	return l.typeOf(t)
}

func (l *loader) context() ir.Type {
	for _, name := range append(ir.ContextFunctions(l.prefix), ir.ContextType(l.prefix)) {
		l.claimShared(name, "a part of every generated library with a context.Context", "")
	}
	return ir.Type{Kind: ir.KindContext, C: ir.ContextType(l.prefix), Go: "context.Context"}
}

// callback maps the type of a function that C passes.
func (l *loader) callback(t types.Type, s *types.Signature, of string) (ir.Type, *refusal) {
	name, doc := l.prefix+of+"_fn", ""
	if named, ok := types.Unalias(t).(*types.Named); ok {
		if !named.Obj().Exported() {
			return l.typeOf(named) // says why not
		}
		name = l.typeName(named) + "_fn"
		leave := l.enter(named.Obj().Pkg())
		doc = l.docOf(named.Obj().Name())
		leave()
	}
	if s.Variadic() {
		return refuse("a C function pointer has a fixed number of parameters", "let the function take a slice")
	}
	c := ir.Callback{Name: name, Go: l.describeAnywhere(t), Doc: doc}
	names := newParamNames()
	for _, taken := range []string{"user", "function", "body", "result"} {
		names.taken[taken] = true
	}
	for i := range s.Params().Len() {
		v, no := l.callbackValue(names, s.Params().At(i), fmt.Sprintf("p%d", i+1))
		if no != nil {
			return ir.Type{}, no
		}
		c.Params = append(c.Params, v)
	}
	n := s.Results().Len()
	if n > 0 && types.TypeString(s.Results().At(n-1).Type(), nil) == "error" {
		c.Fails = true
		n--
	}
	for i := range n {
		v, no := l.callbackValue(names, s.Results().At(i), fmt.Sprintf("r%d", i+1))
		if no != nil {
			return ir.Type{}, no
		}
		c.Results = append(c.Results, v)
	}
	l.callbacks[name] = c
	l.claimShared(name, "the callback type "+c.Go, strings.TrimPrefix(name, l.prefix))
	return ir.Type{Kind: ir.KindCallback, C: name, Go: l.goType(t)}, nil
}

func (l *loader) callbackValue(names *paramNames, v *types.Var, otherwise string) (ir.Value, *refusal) {
	t, no := l.typeOf(v.Type())
	if no != nil {
		return ir.Value{}, &refusal{"in it, " + l.describe(v.Type()) + " cannot: " + no.why, no.fix}
	}
	l.goType(v.Type()) // for what it imports: the Go half writes the type
	return ir.Value{Name: names.pick(v.Name(), otherwise, t.IsSized()), Go: v.Name(), Type: t}, nil
}
