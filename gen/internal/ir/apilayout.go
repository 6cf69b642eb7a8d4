package ir

// HeadSize is the size of the part that the arguments of every call begin with: cshared_glue_call in C,
// glue.Call in Go.
const HeadSize = 72

// Slot is a member of the struct in which a call's arguments and results cross.
type Slot struct {
	Name   string
	C      string // declaration in C, without the semicolon
	Go     string // type in the glue
	Offset uint64
}

// Layout is the struct of one function, the same in C and in Go.
type Layout struct {
	Slots []Slot
	Size  uint64
	align uint64
}

func (l *Layout) add(name, c, goType string, size, align uint64) {
	l.Size = (l.Size + align - 1) / align * align
	l.Slots = append(l.Slots, Slot{Name: name, C: c, Go: goType, Offset: l.Size})
	l.Size += size
	l.align = max(l.align, align)
}

func (l *Layout) addFixed(name string, t Type) {
	size, align := t.Size()
	switch t.Kind {
	case KindHandle, KindContext:
		l.add(name, "uint64_t "+name, "glue.Number", 8, 8)
	case KindTime:
		l.add(name, t.C+" "+name, "glue.Time", size, align)
	default:
		l.add(name, t.CType()+" "+name, t.Go, size, align)
	}
}

func (l *Layout) addInput(v Value) {
	if v.Type.Kind == KindCallback {
		for _, part := range v.CallbackParts() {
			l.add(part, "uintptr_t "+part, "uintptr", 8, 8)
		}
		return
	}
	if !v.Type.IsSized() {
		l.addFixed(v.Name, v.Type)
		return
	}
	l.add(v.Name, "const "+v.Type.CType()+" *"+v.Name, "*"+v.Type.ElemGo(), 8, 8)
	l.add(v.SizeName(), "uint64_t "+v.SizeName(), "uint64", 8, 8)
}

func (l *Layout) finish() { l.Size = (l.Size + l.align - 1) / l.align * l.align }

// Layout computes the struct of the function's arguments and results.
func (f *Func) Layout() Layout {
	l := Layout{Size: HeadSize, align: 8}
	inputs := f.Params
	if f.Receiver != nil {
		inputs = append([]Value{*f.Receiver}, inputs...)
	}
	for _, p := range inputs {
		l.addInput(p)
	}
	for _, r := range f.Results {
		if !r.Type.IsSized() {
			l.addFixed(r.Name, r.Type)
			continue
		}
		l.add(r.SizeName(), "uint64_t "+r.SizeName(), "uint64", 8, 8)
	}
	l.finish()
	return l
}

// ElemGo returns the Go type of the elements of a sized kind.
func (t Type) ElemGo() string {
	if t.Kind == KindSlice {
		return t.Elem.Go
	}
	return "byte"
}

// SizeName is the name of the parameter with the size of a sized one: bytes for text and bytes, a
// number of elements for slices.
func (v Value) SizeName() string {
	if v.Type.Kind == KindSlice {
		return v.Name + "_count"
	}
	return v.Name + "_size"
}

// StructLayout returns the offsets of the fields, the size and the alignment, by the rules that Go and
// the System V ABI share.
func StructLayout(fields []StructField) (offsets []uint64, size, align uint64) {
	align = 1
	for _, f := range fields {
		s, a := f.Type.Size()
		size = (size + a - 1) / a * a
		offsets = append(offsets, size)
		size += s
		align = max(align, a)
	}
	return offsets, (size + align - 1) / align * align, align
}
