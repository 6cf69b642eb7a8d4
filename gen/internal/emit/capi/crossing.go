package capi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// Crossing declares the C function through which Go calls a callback, and its result. cgo, which reads
// it, knows no type of the public header: structs cross as words, text and slices as bytes.
type Crossing struct {
	Types    []string // what has to be declared before, in order
	Function string   // without a semicolon
}

// CrossingName is the function's name.
func CrossingName(c *ir.Callback) string { return "cshared_callback_" + c.Name }

// CrossingResult is the name of the struct that it returns.
func CrossingResult(c *ir.Callback) string { return "cshared_result_" + c.Name }

// CallbackCrossing returns the declarations of one callback type.
func CallbackCrossing(c *ir.Callback) Crossing {
	var types []string
	params := []string{"uintptr_t function", "uintptr_t user"}
	for _, v := range c.Params {
		types = append(types, words(v.Type)...)
		params = append(params, CrossingType(v.Type)+" in_"+v.Name)
		if v.Type.IsSized() {
			params = append(params, "uint64_t in_"+v.SizeName())
		}
	}
	result := "typedef struct " + CrossingResult(c) + " {\n  int32_t status;\n  uint32_t exception;\n"
	for _, v := range c.Results {
		types = append(types, words(v.Type)...)
		result += "  " + CrossingType(v.Type) + " out_" + v.Name + ";\n"
		if v.Type.IsSized() {
			result += "  uint64_t out_" + v.SizeName() + ";\n"
		}
	}
	types = append(types, result+"} "+CrossingResult(c)+";")
	return Crossing{types, CrossingResult(c) + " " + CrossingName(c) + "(" + strings.Join(params, ", ") + ")"}
}

// CrossingType is the C type in which cgo passes a value.
func CrossingType(t ir.Type) string {
	switch {
	case t.IsSized():
		return "const uint8_t *"
	case t.Kind == ir.KindHandle:
		return "uint64_t"
	case t.Kind == ir.KindStruct || t.Kind == ir.KindTime:
		return wordsName(t)
	case t.Kind == ir.KindEnum:
		return t.Elem.CType()
	}
	return t.CType()
}

func wordsName(t ir.Type) string {
	size, align := t.Size()
	return fmt.Sprintf("cshared_words_%d_%d", align, size/align)
}

func words(t ir.Type) []string {
	if t.Kind != ir.KindStruct && t.Kind != ir.KindTime {
		return nil
	}
	size, align := t.Size()
	return []string{fmt.Sprintf("typedef struct %[1]s {\n  uint%[2]d_t words[%[3]d];\n} %[1]s;", wordsName(t), 8*align, size/align)}
}

// CrossingDeclarations are those of all callback types, each once.
func CrossingDeclarations(a *ir.API) []string {
	var all []string
	for i := range a.Callbacks {
		c := CallbackCrossing(&a.Callbacks[i])
		for _, t := range c.Types {
			if !slices.Contains(all, t) {
				all = append(all, t)
			}
		}
		all = append(all, c.Function+";")
	}
	return all
}
