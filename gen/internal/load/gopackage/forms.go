package gopackage

import (
	"fmt"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// batchParams are the parameters that a batch has besides the receiver.
var batchParams = []string{"items", "count", "failed"}

// receiverName is the name of the receiver in C, in all forms of the function.
func (l *loader) receiverName(names *paramNames, r *ir.Value, d *declaration) string {
	if d.find("batch") == nil {
		return names.pick(r.Name, "self", r.Type.IsSized())
	}
	for _, name := range batchParams {
		names.taken[name] = true
	}
	picked := names.pick(r.Name, "self", r.Type.IsSized())
	for _, name := range batchParams {
		delete(names.taken, name)
	}
	return picked
}

// batch reads the directive for the form that takes an array of calls.
func (l *loader) batch(f *ir.Func, d *declaration) {
	b := d.find("batch")
	if b == nil {
		return
	}
	if len(b.Args) != 0 {
		l.badArguments(b, "it takes no arguments", "write `//cshared:batch`")
	}
	if f.Infallible {
		l.report(diag.InfallibleBatch, d.pos, diag.Args{"what": f.Go})
	}
	if f.Panics == "poison" && !f.Infallible {
		l.report(diag.PoisonedBatch, d.pos, diag.Args{"what": f.Go})
	}
	for _, v := range f.ItemInputs() {
		if !fitsItem(v.Type) {
			l.notInABatch(f, d, "parameter "+v.Go, v, "belongs to one call", "export a second function without this parameter for the batch")
		}
	}
	for i, v := range f.Results {
		if v.Type.IsSized() {
			l.notInABatch(f, d, fmt.Sprintf("result %d", i+1), v, "has no fixed size",
				"return a value of a fixed size, such as a handle whose methods give the parts, or export a function that takes all inputs as a slice and joins the results")
		}
	}
	f.Batch = true
}

func (l *loader) notInABatch(f *ir.Func, d *declaration, place string, v ir.Value, why, fix string) {
	l.report(diag.NotInABatch, d.pos, diag.Args{"what": f.Go, "place": place, "type": "`" + v.Type.Go + "`", "why": why, "fix": fix})
}

// fitsItem says whether a parameter can be a member of an item: a value, an object, or memory with a size.
func fitsItem(t ir.Type) bool {
	return t.IsFlat() || t.IsSized() || t.Kind == ir.KindTime || t.Kind == ir.KindHandle
}

// serialize reads the directive for functions that never run at once.
func (l *loader) serialize(f *ir.Func, d *declaration) {
	s := d.find("serialize")
	if s == nil {
		return
	}
	if len(s.Args) != 1 || !ir.IsIdentifier(s.Args[0]) {
		l.badArguments(s, "it takes the name of one domain, of letters, digits and underscores", "write `//cshared:serialize solver`, the same in all functions that may not run at once")
		return
	}
	f.Serialize = s.Args[0]
}

// claimForms takes the names of a function's other forms.
func (l *loader) claimForms(f *ir.Func, goName string, d *declaration) {
	if f.Batch {
		l.claim(f.ItemName(), "the struct of the batch form of "+f.Go, goName, d.pos)
		l.claim(f.BatchName(), "the batch form of "+f.Go, goName, d.pos)
	}
	if f.HasInto() {
		l.claim(f.IntoName(), "the form of "+f.Go+" that fills memory of the caller", goName, d.pos)
	}
}
