package load

import (
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/abi"
	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
)

// firstCall is what the C program calls, "" if there is nothing: of a generated API something that enters Go each
// time, for <prefix>init does so only once.
func firstCall(a *artefact.Artefact) string {
	if a.Config.FirstCall != "" || a.ABI == nil {
		return a.Config.FirstCall
	}
	for _, choose := range []func(*abi.ABI) string{ofNoObject, ofNothing} {
		if chosen := choose(a.ABI); chosen != "" {
			return chosen
		}
	}
	return a.ABI.Prefix + "init"
}

// ofNoObject is a call for an object that does not exist: Go looks for it, and no code of the user runs.
func ofNoObject(api *abi.ABI) string {
	for _, f := range api.Functions {
		if letters, ok := arguments(f); ok && len(f.Inputs) > 0 && f.Inputs[0].Kind == "handle" {
			return called(api, f, letters)
		}
	}
	return ""
}

// ofNothing is a call with zeros and empty texts, which a function has to stand. One that cannot fail is likely to be
// cheap, and one that gives a result to end.
func ofNothing(api *abi.ABI) string {
	for _, infallible := range []bool{true, false} {
		for _, f := range api.Functions {
			letters, ok := arguments(f)
			if ok && f.Infallible == infallible && len(f.Outputs) > 0 && f.Panics != "abort" {
				return called(api, f, letters)
			}
		}
	}
	return ""
}

// called is what the C program is told: the results are the caller's, who has to free them.
func called(api *abi.ABI, f abi.Function, letters string) string {
	if strings.Contains(letters, "*") {
		return f.Name + ":" + letters + ":" + api.Prefix + "free"
	}
	return f.Name + ":" + letters
}

const mostArguments = 6

// arguments are the letters for the C program; not ok is what it cannot pass.
func arguments(f abi.Function) (string, bool) {
	var letters strings.Builder
	ok := true
	for _, in := range f.Inputs {
		ok = ok && input(&letters, in)
	}
	if !f.Infallible {
		for _, out := range f.Outputs {
			ok = ok && output(&letters, out)
		}
		letters.WriteByte('0') // err
	}
	return letters.String(), ok && letters.Len() <= mostArguments
}

func input(letters *strings.Builder, in abi.Value) bool {
	switch in.Kind {
	case "scalar", "enum", "duration":
		if in.Type != "double" && in.Type != "float" { // Those have registers of their own, which are 0.
			letters.WriteByte('0')
		}
	case "handle":
		letters.WriteByte('1')
	case "text", "bytes", "slice":
		letters.WriteString("00")
	default:
		return false
	}
	return true
}

func output(letters *strings.Builder, out abi.Value) bool {
	switch out.Kind {
	case "scalar", "enum", "duration", "time":
		letters.WriteByte('&')
	case "text", "bytes", "slice":
		letters.WriteString("*&")
	default:
		return false
	}
	return true
}
