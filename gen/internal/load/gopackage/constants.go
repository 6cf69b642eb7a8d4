package gopackage

import (
	"fmt"
	"go/constant"
	"go/types"
	"math"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// constantOf maps a constant. Its type counts: 2.0 is a double also in C.
func constantOf(c *types.Const) (ir.Constant, *refusal) {
	result := ir.Constant{Go: c.Name()}
	basic, _ := c.Type().Underlying().(*types.Basic)
	switch v := c.Val(); {
	case basic != nil && basic.Info()&types.IsFloat != 0:
		number, _ := constant.Float64Val(v)
		if math.IsInf(number, 0) {
			return result, &refusal{"its value is larger than any double", "export it as text"}
		}
		result.Kind, result.Value = ir.KindFloat64, float(number)
	case v.Kind() == constant.Int:
		_, signed := constant.Int64Val(v)
		_, unsigned := constant.Uint64Val(v)
		result.Kind, result.Value = ir.KindInt64, v.ExactString()
		switch {
		case !signed && !unsigned:
			return result, &refusal{"its value needs more than 64 bits", "give it the type float64, or export it as text"}
		case !signed:
			result.Kind = ir.KindUint64
		}
	case v.Kind() == constant.Bool:
		result.Kind, result.Value = ir.KindBool, v.ExactString()
	case v.Kind() == constant.String:
		result.Kind, result.Value = ir.KindString, constant.StringVal(v)
	default:
		return result, &refusal{"C++ has no type like it", "export its parts"}
	}
	return result, nil
}

// float renders a number that C reads as a double, of the same value.
func float(number float64) string {
	text := fmt.Sprintf("%.17g", number)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text
}
