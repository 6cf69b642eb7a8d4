package ir

import "slices"

// A function of C may have other forms: F_batch, which takes an array of calls, and F_into, which writes
// its result to memory of the caller.

// BatchName is the name of the form that takes an array of calls.
func (f *Func) BatchName() string { return f.Name + "_batch" }

// ItemName is the struct of one call of that array.
func (f *Func) ItemName() string { return f.Name + "_item" }

// IntoName is the name of the form that writes its result to memory of the caller.
func (f *Func) IntoName() string { return f.Name + "_into" }

// SizedResult returns the number of the one result that has no fixed size, -1 if there is none, or
// more than one.
func (f *Func) SizedResult() int {
	sized := func(v Value) bool { return v.Type.IsSized() }
	first := slices.IndexFunc(f.Results, sized)
	if first < 0 || slices.ContainsFunc(f.Results[first+1:], sized) {
		return -1
	}
	return first
}

// HasInto says whether there is a form that writes the result to memory of the caller. The next value of
// an iterator has none: what does not fit would be lost.
func (f *Func) HasInto() bool { return !f.Infallible && !f.IsNext && f.SizedResult() >= 0 }

// Forms are the names of the function's other forms.
func (f *Func) Forms() []string {
	var names []string
	if f.Batch {
		names = append(names, f.BatchName())
	}
	if f.HasInto() {
		names = append(names, f.IntoName())
	}
	return names
}

// RoomName is the name of the parameter that says how much fits into the caller's memory.
func (v Value) RoomName() string { return v.Name + "_room" }

// BatchReceiver is the object whose method all calls of a batch are, nil if there is none. A receiver
// that is a value is one more input of each call.
func (f *Func) BatchReceiver() *Value {
	if f.Receiver != nil && f.Receiver.Type.Kind == KindHandle {
		return f.Receiver
	}
	return nil
}

// ItemInputs are the inputs of one call of a batch.
func (f *Func) ItemInputs() []Value {
	if f.Receiver != nil && f.BatchReceiver() == nil {
		return append([]Value{*f.Receiver}, f.Params...)
	}
	return f.Params
}

// ItemLayout computes the struct of one call of a batch: inputs, results, and the status last.
func (f *Func) ItemLayout() Layout {
	l := Layout{align: 1}
	for _, v := range f.ItemInputs() {
		l.addInput(v)
	}
	for _, v := range f.Results {
		l.addFixed(v.Name, v.Type)
	}
	l.add("status", "int status", "int32", 4, 4)
	l.finish()
	return l
}

// BatchSize is the size of the head of a batch's struct: cshared_glue_batch in C, glue.Batch in Go.
const BatchSize = HeadSize + 56

// BatchLayout computes the struct that carries a batch over.
func (f *Func) BatchLayout() Layout {
	l := Layout{Size: BatchSize, align: 8}
	if r := f.BatchReceiver(); r != nil {
		l.addFixed(r.Name, r.Type)
	}
	l.finish()
	return l
}

// Align is the alignment of the struct.
func (l Layout) Align() uint64 { return l.align }
