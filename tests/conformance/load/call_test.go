package load

import (
	"testing"

	"github.com/gocshared/rules_go_cshared/gen/abi"
	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/config"
)

func values(kinds ...string) []abi.Value {
	var all []abi.Value
	for _, kind := range kinds {
		if kind == "double" {
			all = append(all, abi.Value{Kind: "scalar", Type: "double"})
			continue
		}
		all = append(all, abi.Value{Kind: kind})
	}
	return all
}

func TestFirstCall(t *testing.T) {
	half := abi.Function{Name: "a_half", Infallible: true, Inputs: values("double"), Outputs: values("double")}
	method := abi.Function{Name: "a_at", Inputs: values("handle", "scalar"), Outputs: values("text")}
	parse := abi.Function{Name: "a_parse", Inputs: values("text", "bytes"), Outputs: values("scalar")}
	for _, c := range []struct {
		name      string
		given     string
		functions []abi.Function
		want      string
	}{
		{"what the owner says", "a_mine", []abi.Function{method}, "a_mine"},
		{"a method comes first", "", []abi.Function{half, method}, "a_at:10*&0:a_free"},
		{"then what cannot fail", "", []abi.Function{parse, half}, "a_half:"},
		{"then what gives a result", "", []abi.Function{{Name: "a_run"}, parse}, "a_parse:0000&0"},
		{"no structs", "", []abi.Function{{Name: "a_of", Inputs: values("struct"), Outputs: values("scalar")}}, "a_init"},
		{"no more than six", "", []abi.Function{{Name: "a_of", Inputs: values("text", "text", "text"), Outputs: values("scalar")}}, "a_init"},
		{"no end of the process", "", []abi.Function{{Name: "a_of", Panics: "abort", Outputs: values("scalar")}}, "a_init"},
		{"nothing there", "", nil, "a_init"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := &artefact.Artefact{Config: &config.Config{FirstCall: c.given}, ABI: &abi.ABI{Prefix: "a_", Functions: c.functions}}
			if got := firstCall(a); got != c.want {
				t.Errorf("firstCall = %q, want %q", got, c.want)
			}
		})
	}
	if got := firstCall(&artefact.Artefact{Config: &config.Config{}}); got != "" {
		t.Errorf("without an API: firstCall = %q, want none", got)
	}
}
