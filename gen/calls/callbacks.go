package calls

import (
	"fmt"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/abi"
)

// declare puts a name behind a type, where the stars of a pointer stand at the name.
func declare(ctype, name string) string {
	if strings.HasSuffix(ctype, "*") {
		return ctype + name
	}
	return ctype + " " + name
}

// callbackInput writes the function that the library calls, and how often it is to do that.
func (r *reader) callbackInput(v *vector, in abi.Value, n *node, want *node) {
	path := "args." + in.Name
	parts := []string{"NULL", "NULL"}
	if !in.Borrow {
		parts = append(parts, "NULL")
	}
	cb := r.callback(in.Type)
	switch {
	case n.kind == isNull:
		v.args = append(v.args, parts...)
		return
	case n.kind != isObject || cb == nil:
		r.bad(n, path, "a function", "it is "+string(n.kind), `what it returns, for example {} or {"status": "EIO"}, or null`)
		return
	}
	function := fmt.Sprintf("%s_%s", r.base+itoa(v.line), in.Name)
	r.callbackFunction(v, cb, n, path, function)
	state := function + "_state"
	v.beforef("%s.called = 0;", state)
	v.args = append(v.args, function, "&"+state)
	if !in.Borrow {
		v.args = append(v.args, "calls_destroyed")
		v.beforef("calls_keep(&%s);", state)
	}
	if times := want.member(in.Name); times != nil {
		v.failedf("calls_want_uint(CALLS_TOP(\"the number of calls of %s\"), %s.called, %d);", in.Name, state, r.count(times, "want."+in.Name))
	}
}

// callbackFunction has constant results, and looks at none of its parameters.
func (r *reader) callbackFunction(v *vector, cb *abi.Callback, n *node, path, function string) {
	var known, needed, params, body []string
	for _, out := range cb.Outputs {
		needed = append(needed, out.Name)
	}
	known = needed
	if cb.Status {
		known = append([]string{"status"}, needed...)
	}
	r.members(n, path, known, nil)
	status := r.macro + "_OK"
	if s := n.member("status"); s != nil && cb.Status {
		code, ok := r.library.status(s.text)
		if !ok {
			r.bad(s, path+".status", "a status", "there is no such status"+hint(s.text, statusNames()), "the name of an errno value, or of a status of the library")
		}
		status = code
	}
	if status == r.macro+"_OK" {
		r.members(n, path, known, needed)
	}
	params = append(params, "void *user")
	for _, in := range cb.Inputs {
		params = append(params, callbackInputs(in)...)
		body = append(body, fmt.Sprintf("(void)%s;", in.Name))
		if in.Size != "" {
			body = append(body, fmt.Sprintf("(void)%s;", in.Size))
		}
		if in.Kind == "handle" {
			body = append(body, fmt.Sprintf("if (%[1]s != NULL) {\n    calls_drop(%[2]q, %[1]s);\n  }", in.Name, object(in)))
		}
	}
	result := "void"
	for _, out := range cb.Outputs {
		value := r.callbackOutput(v, out, n.member(out.Name), path, function)
		switch {
		case cb.Returns:
			result = out.Type
			body = append(body, "return "+value+";")
		case out.Size != "":
			params = append(params, fmt.Sprintf("const %s **%s", out.Type, out.Name), "size_t *"+out.Size)
			body = append(body, fmt.Sprintf("*%s = (const %s *)%s;", out.Name, out.Type, value), fmt.Sprintf("*%s = %s_size;", out.Size, value))
		default:
			params = append(params, declare(declare(out.Type, "*"), out.Name))
			body = append(body, fmt.Sprintf("*%s = %s;", out.Name, value))
		}
	}
	if cb.Status {
		result = r.Prefix + "status"
		body = append(body, "return "+status+";")
	}
	v.head = append(v.head, fmt.Sprintf("static struct calls_callback %s_state = {.name = %s};", function, quoteC(v.name+", "+path)))
	v.head = append(v.head, fmt.Sprintf("static %s(%s) {\n  calls_called(user);\n  %s\n}", declare(result, function), strings.Join(params, ", "), strings.Join(body, "\n  ")))
}

func callbackInputs(in abi.Value) []string {
	if in.Size != "" {
		return []string{declare("const "+in.Type+" *", in.Name), "size_t " + in.Size}
	}
	return []string{declare(in.Type, in.Name)}
}

// callbackOutput declares a constant, and returns its name.
func (r *reader) callbackOutput(v *vector, out abi.Value, n *node, path, function string) string {
	name, path := function+"_"+out.Name, path+"."+out.Name
	if n == nil {
		n = &node{kind: isNull}
		if out.Kind == "handle" || out.Size != "" {
			v.head = append(v.head, fmt.Sprintf("static %s const %s = NULL;\nenum { %s_size = 0 };", pointerTo(out), name, name))
			return name
		}
		v.head = append(v.head, fmt.Sprintf("static const %s %s;", out.Type, name))
		return name
	}
	switch t, ok := r.typeOf(out); {
	case out.Kind == "text" || out.Kind == "bytes":
		v.head = append(v.head, byteArray(name, r.bytes(out, n, path)), fmt.Sprintf("enum { %[1]s_size = sizeof %[1]s - 1 };", name))
	case out.Kind == "slice" && ok && n.kind == isList:
		if len(n.elements) == 0 {
			v.head = append(v.head, fmt.Sprintf("static %s const %s = NULL;\nenum { %s_size = 0 };", pointerTo(out), name, name))
			break
		}
		v.head = append(v.head, array(t.name, name, r.literals(t, n, path)), fmt.Sprintf("enum { %s_size = %d };", name, len(n.elements)))
	case out.Kind == "handle" && n.kind == isNull:
		v.head = append(v.head, fmt.Sprintf("static %s const %s = NULL;", out.Type, name))
	case ok && out.Kind != "slice":
		v.head = append(v.head, fmt.Sprintf("static const %s %s = %s;", t.name, name, r.literal(t, n, path)))
	default:
		r.bad(n, path, out.Type, "it is "+string(n.kind), "what the table of literals says; an object can only be null")
	}
	return name
}

func pointerTo(v abi.Value) string {
	if v.Kind == "handle" {
		return v.Type
	}
	return "const " + v.Type + " *"
}
