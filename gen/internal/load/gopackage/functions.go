package gopackage

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// receiver maps the receiver of a method: a value that has a fixed size as that, all else by handle.
func (l *loader) receiver(named *types.Named, s *types.Signature) (*ir.Value, *refusal) {
	t := s.Recv().Type()
	if _, isPointer := t.(*types.Pointer); !isPointer {
		if value, no := l.typeOf(named); no == nil && (value.IsFlat() || value.IsSized()) {
			return &ir.Value{Name: snake(named.Obj().Name()), Type: value}, nil
		}
		t = types.NewPointer(named)
	}
	handle, no := l.typeOf(t)
	if no != nil {
		return nil, no
	}
	return &ir.Value{Name: snake(named.Obj().Name()), Type: handle}, nil
}

func (l *loader) function(name string, d *declaration, s *types.Signature, named *types.Named) {
	if s.TypeParams().Len() > 0 {
		l.report(diag.CannotBeGeneric, d.pos, diag.Args{"what": "the function " + name})
		return
	}
	f := ir.Func{Go: l.goName(name), Package: l.pkg.Path(), Call: l.importName + "." + name, Pos: d.pos.String(), Doc: d.doc, Deprecated: d.deprecated, Variadic: s.Variadic(), Panics: l.panics(d)}
	f.Name = l.own + l.functionName(name, s, named)
	names := newParamNames()
	ok := true
	if named != nil {
		_, method, _ := strings.Cut(name, ".")
		r, no := l.receiver(named, s)
		if no != nil {
			l.refused(d, "the receiver of "+name, s.Recv().Type(), no)
			return
		}
		r.Name = l.receiverName(names, r, d)
		f.Receiver, f.Call = r, "."+method
	}
	for i := range s.Params().Len() {
		ok = l.param(&f, d, names, s.Params().At(i), i) && ok
	}
	ok = l.results(&f, d, names, s.Results()) && ok
	l.borrow(&f, d)
	if slices.ContainsFunc(f.Params, func(p ir.Value) bool { return p.Type.Kind == ir.KindCallback && !p.Borrow }) {
		l.claimShared(ir.RemoveFunction(l.prefix), "the function that takes callbacks back", "")
	}
	l.infallible(&f, d)
	l.batch(&f, d)
	l.serialize(&f, d)
	if ok {
		goName := name[strings.LastIndexByte(name, '.')+1:]
		l.claim(f.Name, "the function "+f.Go, goName, d.pos)
		l.claimForms(&f, goName, d)
		l.api.Funcs = append(l.api.Funcs, f)
	}
}

// functionName is snake_case, with the type's name in front for methods and for constructors: New and
// NewStore that return *Store are store_new.
func (l *loader) functionName(name string, s *types.Signature, named *types.Named) string {
	if renamed := l.renamed(name); renamed != "" {
		return renamed
	}
	typeBase := func(t *types.Named) string { return l.unprefixed(l.typeName(t)) }
	if named != nil {
		_, method, _ := strings.Cut(name, ".")
		return typeBase(named) + "_" + snake(method)
	}
	if rest, ok := strings.CutPrefix(name, "New"); ok && s.Results().Len() > 0 {
		if p, isPointer := types.Unalias(s.Results().At(0).Type()).(*types.Pointer); isPointer {
			if made, isNamed := types.Unalias(p.Elem()).(*types.Named); isNamed && l.isOwn(made) && (rest == "" || rest == made.Obj().Name()) {
				return typeBase(made) + "_new"
			}
		}
	}
	return snake(name)
}

func (l *loader) panics(d *declaration) string {
	p := d.find("panics")
	if p == nil {
		return l.in.Panics
	}
	if len(p.Args) != 1 || !slices.Contains(ir.Panics, p.Args[0]) {
		l.badArguments(p, "it takes one of errno, poison and abort", "write `//cshared:panics errno`")
		return l.in.Panics
	}
	return p.Args[0]
}

func (l *loader) param(f *ir.Func, d *declaration, names *paramNames, v *types.Var, i int) bool {
	otherwise := fmt.Sprintf("p%d", i+1)
	of := strings.TrimPrefix(f.Name, l.prefix) + "_" + otherwise
	if part := snake(v.Name()); part != "" {
		of = strings.TrimSuffix(of, otherwise) + part
	}
	t, no := l.paramType(v.Type(), of)
	if no != nil {
		place := fmt.Sprintf("parameter %s of %s", v.Name(), f.Go)
		if v.Name() == "" || v.Name() == "_" {
			place = fmt.Sprintf("parameter %d of %s", i+1, f.Go)
		}
		at := *d
		if pos, ok := d.params[v.Name()]; ok {
			at.pos = pos
		}
		l.refused(&at, place, v.Type(), no)
		return false
	}
	f.Params = append(f.Params, ir.Value{
		Name: names.pickFor(v.Name(), otherwise, t), Go: v.Name(), Type: t,
	})
	return true
}

func (l *loader) refused(d *declaration, place string, t types.Type, no *refusal) {
	l.report(diag.UnsupportedType, d.pos, diag.Args{"place": place, "type": "`" + l.describe(t) + "`", "why": no.why, "fix": no.fix})
}

func (l *loader) results(f *ir.Func, d *declaration, names *paramNames, tuple *types.Tuple) bool {
	n := tuple.Len()
	if n > 0 && types.TypeString(tuple.At(n-1).Type(), nil) == "error" {
		f.Fails = true
		n--
	}
	ok := true
	for i := range n {
		v := tuple.At(i)
		t, no := l.resultType(v.Type())
		if no != nil {
			l.refused(d, fmt.Sprintf("result %d of %s", i+1, f.Go), v.Type(), no)
			ok = false
			continue
		}
		otherwise := "result"
		switch {
		case t.Make != "":
			otherwise = "iterator"
		case t.Kind == ir.KindHandle && n == 1:
			otherwise = l.unprefixed(t.C)
		}
		if n > 1 {
			otherwise = fmt.Sprintf("result%d", i+1)
		}
		f.Results = append(f.Results, ir.Value{Name: names.pick(v.Name(), otherwise, t.IsSized()), Go: v.Name(), Type: t})
	}
	return ok
}

func (l *loader) borrow(f *ir.Func, d *declaration) {
	b := d.find("borrow")
	if b == nil {
		return
	}
	if len(b.Args) == 0 {
		l.badArguments(b, "it names no parameter", "name the parameters whose memory Go may see")
	}
	for _, name := range b.Args {
		i := slices.IndexFunc(f.Params, func(p ir.Value) bool { return p.Go == name })
		switch {
		case i < 0:
			l.badArguments(b, "there is no parameter "+name, "correct the name")
		case !f.Params[i].Type.IsSized() && f.Params[i].Type.Kind != ir.KindCallback:
			l.badArguments(b, name+" has a fixed size and is always copied", "name parameters of type string, []byte, slices or functions only")
		default:
			f.Params[i].Borrow = true
		}
	}
}

func (l *loader) infallible(f *ir.Func, d *declaration) {
	if d.find("infallible") == nil {
		return
	}
	why := ""
	switch {
	case f.Fails:
		why = "it returns an error"
	case f.Panics == "poison" && d.find("panics") != nil:
		why = "`//cshared:panics poison` gives callers a status"
	case len(f.Results) > 1:
		why = "it has more than one result"
	case len(f.Results) == 1 && f.Results[0].Type.IsSized():
		why = "its result has no fixed size"
	case f.Receiver != nil && f.Receiver.Type.Kind == ir.KindHandle:
		why = "its receiver is a handle, which can be stale"
	case slices.ContainsFunc(f.Params, func(p ir.Value) bool { return !p.Type.IsFlat() && p.Type.Kind != ir.KindTime }):
		why = "it has a parameter that can be refused: a handle, a context, a callback, or one with a size"
	}
	if why != "" {
		l.report(diag.BadInfallible, d.pos, diag.Args{"what": f.Go, "why": why})
	}
	f.Infallible = true
}
