package ir

import "fmt"

// Kind says how a value crosses between C and Go.
type Kind uint8

// The kinds. Those up to KindDuration have a fixed size.
const (
	KindNone Kind = iota
	KindBool
	KindInt8
	KindInt16
	KindInt32
	KindInt64
	KindInt // 64 bits wide: the rules build for 64-bit machines only
	KindUint8
	KindUint16
	KindUint32
	KindUint64
	KindUint
	KindUintptr
	KindFloat32
	KindFloat64
	KindDuration // nanoseconds
	KindEnum
	KindStruct
	KindArray  // within a struct
	KindTime   // seconds and nanoseconds since 1970, UTC
	KindHandle // a number that C has as a pointer to an opaque struct
	KindString
	KindBytes
	KindSlice    // of a fixed-size kind
	KindContext  // a number that C has as a pointer to an opaque struct, NULL for none
	KindCallback // a C function and its user pointer
)

// Type is a type on its way between C and Go.
type Type struct {
	Kind  Kind
	C     string // name of an enum, struct, handle, context or callback in C
	Go    string // as the glue writes it, of the whole type
	Elem  *Type  // of KindSlice, KindArray, and the underlying type of KindEnum
	Len   int64  // of KindArray
	Make  string // of a result: the function of package glue that makes an object out of the Go value
	Bytes uint64 // size of KindStruct
	Align uint64 // of KindStruct
}

type scalar struct {
	c    string
	size uint64
}

var scalars = map[Kind]scalar{
	KindBool: {"bool", 1},
	KindInt8: {"int8_t", 1}, KindInt16: {"int16_t", 2}, KindInt32: {"int32_t", 4}, KindInt64: {"int64_t", 8}, KindInt: {"int64_t", 8},
	KindUint8: {"uint8_t", 1}, KindUint16: {"uint16_t", 2}, KindUint32: {"uint32_t", 4}, KindUint64: {"uint64_t", 8}, KindUint: {"uint64_t", 8},
	KindUintptr: {"uintptr_t", 8}, KindFloat32: {"float", 4}, KindFloat64: {"double", 8}, KindDuration: {"int64_t", 8},
}

// IsScalar says whether C has a type of its own for it.
func (t Type) IsScalar() bool { return scalars[t.Kind].size != 0 }

// IsFlat says whether the value has a fixed size and no pointers, so that C and Go can share its bytes.
func (t Type) IsFlat() bool {
	switch t.Kind {
	case KindEnum, KindArray:
		return t.Elem.IsFlat()
	case KindStruct:
		return true
	}
	return t.IsScalar()
}

// IsSized says whether the value comes with a size: text, bytes, slices.
func (t Type) IsSized() bool {
	return t.Kind == KindString || t.Kind == KindBytes || t.Kind == KindSlice
}

// CType returns the C type of a value, of an element for sized kinds.
func (t Type) CType() string {
	switch t.Kind {
	case KindString:
		return "char"
	case KindBytes:
		return "uint8_t"
	case KindSlice, KindArray:
		return t.Elem.CType()
	case KindEnum, KindStruct, KindTime, KindCallback:
		return t.C
	case KindHandle, KindContext:
		return t.C + " *"
	}
	return scalars[t.Kind].c
}

// Size returns the size and alignment in bytes of the value where both sides share memory.
func (t Type) Size() (size, align uint64) {
	switch t.Kind {
	case KindEnum:
		return t.Elem.Size()
	case KindArray:
		size, align = t.Elem.Size()
		return size * uint64(t.Len), align
	case KindStruct:
		return t.Bytes, t.Align
	case KindTime:
		return 16, 8
	case KindHandle, KindContext:
		return 8, 8
	}
	s, ok := scalars[t.Kind]
	if !ok {
		panic(fmt.Sprintf("ir: kind %d has no fixed size", t.Kind))
	}
	return s.size, s.size
}
