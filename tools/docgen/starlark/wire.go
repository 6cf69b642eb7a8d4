package starlark

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// A field is one field of an encoded message: bytes for strings and messages, number for the rest.
type field struct {
	number protowire.Number
	bytes  []byte
	varint uint64
}

func (f field) text() string { return string(f.bytes) }
func (f field) truth() bool  { return f.varint != 0 }

// eachField calls visit with the fields of an encoded message, in their order. The few messages
// that are read here do not deserve generated code and a protocol compiler to make it.
func eachField(message []byte, visit func(field) error) error {
	for len(message) > 0 {
		number, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return fmt.Errorf("not a protocol buffer: %w", protowire.ParseError(n))
		}
		message = message[n:]
		f := field{number: number}
		switch kind {
		case protowire.BytesType:
			f.bytes, n = protowire.ConsumeBytes(message)
		case protowire.VarintType:
			f.varint, n = protowire.ConsumeVarint(message)
		default:
			n = protowire.ConsumeFieldValue(number, kind, message)
		}
		if n < 0 {
			return fmt.Errorf("not a protocol buffer: field %d: %w", number, protowire.ParseError(n))
		}
		message = message[n:]
		if err := visit(f); err != nil {
			return err
		}
	}
	return nil
}

// list decodes one more element behind those in elements.
func list[T any](elements *[]T, message []byte, decode func([]byte) (T, error)) error {
	element, err := decode(message)
	*elements = append(*elements, element)
	return err
}
