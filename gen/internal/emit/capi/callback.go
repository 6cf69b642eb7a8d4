package capi

import (
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// Callback is the type of a callback's C function, without a semicolon.
func Callback(prefix string, c *ir.Callback) string {
	params := []string{"void *user"}
	for _, v := range c.Params {
		params = append(params, Input(v)...)
	}
	result := "void"
	switch {
	case c.Fails:
		result = prefix + "status"
	case c.ReturnsValue():
		result = c.Results[0].Type.CType()
	}
	if !c.ReturnsValue() {
		for _, v := range c.Results {
			params = append(params, callbackOutput(v)...)
		}
	}
	return "typedef " + Declare(result, "(*"+c.Name+")(") + strings.Join(params, ", ") + ")"
}

// callbackOutput is Output, but that sized ones stay the callback's.
func callbackOutput(v ir.Value) []string {
	parts := Output(v)
	if v.Type.IsSized() {
		parts[0] = "const " + parts[0]
	}
	return parts
}
