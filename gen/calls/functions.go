package calls

import (
	"fmt"

	"github.com/gocshared/rules_go_cshared/gen/abi"
)

// parameter is one of a function in C, for the checks. A plain value has no part.
type parameter struct {
	name, part, size, object string
	arg                      string // with %d for its number among those with a part
}

// number is the name in C of the type that a value has as an argument.
func (p *printer) plain(v abi.Value) parameter {
	t, ok := p.typeOf(v)
	if ok && (t.kind == "struct" || t.kind == "time") {
		return parameter{arg: "zero_" + t.name}
	}
	return parameter{arg: "0"}
}

func data(name, element string, constant bool) parameter {
	arg := "(" + element + " *)values[%d]"
	if constant {
		arg = "(const " + element + " *)values[%d]"
	}
	return parameter{name: name, part: "CALLS_DATA", size: "0", arg: arg}
}

func size(name, element string) parameter {
	return parameter{name: name, part: "CALLS_SIZE", size: "sizeof(" + element + ")", arg: "(size_t)values[%d]"}
}

func output(part, name, ctype string) parameter {
	pointer := declare(ctype, "*")
	return parameter{name: name, part: part, size: "sizeof(" + ctype + ")", arg: "(" + pointer + ")values[%d]"}
}

func (p *printer) input(v abi.Value) []parameter {
	switch v.Kind {
	case "handle", "context":
		name := object(v)
		if v.Kind == "context" {
			name = "context"
		}
		return []parameter{{name: v.Name, part: "CALLS_OBJECT", size: "0", object: name, arg: "(" + v.Type + ")values[%d]"}}
	case "callback":
		all := []parameter{
			{name: v.Name, part: "CALLS_FUNCTION", size: "0", arg: "(" + v.Type + ")values[%d]"},
			{name: v.Name + "_user", part: "CALLS_USER", size: "0", arg: "(void *)values[%d]"},
		}
		if !v.Borrow {
			all = append(all, parameter{name: v.Name + "_destroy", part: "CALLS_DESTROY", size: "0", arg: "(void (*)(void *))values[%d]"})
		}
		return all
	}
	if v.Size != "" {
		return []parameter{data(v.Name, v.Type, true), size(v.Size, v.Type)}
	}
	return []parameter{p.plain(v)}
}

func outputs(v abi.Value) []parameter {
	if v.Size != "" {
		return []parameter{output("CALLS_OUTPUT", v.Name, v.Type+" *"), output("CALLS_OPTIONAL", v.Size, "size_t")}
	}
	return []parameter{output("CALLS_OUTPUT", v.Name, v.Type)}
}

// form is a C function of a function: it, or another one.
type form struct {
	name       string
	infallible bool
	method     bool
	parameters []parameter
}

func (p *printer) formsOf(f *abi.Function) []form {
	own := form{name: f.Name, infallible: f.Infallible, method: p.isMethod(f)}
	for _, v := range f.Inputs {
		own.parameters = append(own.parameters, p.input(v)...)
	}
	into := form{name: f.Into, method: own.method, parameters: own.parameters[:len(own.parameters):len(own.parameters)]}
	for _, v := range f.Outputs {
		if f.Infallible {
			break
		}
		own.parameters = append(own.parameters, outputs(v)...)
		if v.Size != "" {
			into.parameters = append(into.parameters, data(v.Name, v.Type, false), size(v.Name+"_room", v.Type), output("CALLS_OUTPUT", v.Size, "size_t"))
		} else {
			into.parameters = append(into.parameters, outputs(v)...)
		}
	}
	forms := []form{own}
	if f.Into != "" {
		forms = append(forms, into)
	}
	if b := f.Batch; b != nil {
		batch := form{name: b.Name, method: b.Receiver != ""}
		if batch.method {
			batch.parameters = p.input(f.Inputs[0])
		}
		batch.parameters = append(batch.parameters, data("items", b.Item, false), size("count", b.Item), output("CALLS_OPTIONAL", "failed", "size_t"))
		forms = append(forms, batch)
	}
	return forms
}

// functions prints a table of all, with a function for each that takes its parameters as numbers.
func (p *printer) functions() {
	var rows []string
	for i := range p.Functions {
		for _, f := range p.formsOf(&p.Functions[i]) {
			rows = append(rows, p.form(f, len(rows)))
		}
	}
	if len(rows) == 0 {
		return
	}
	p.line("\nstatic const struct calls_function functions[] = {")
	for _, row := range rows {
		p.line("    %s,", row)
	}
	p.line("};")
}

// count is how many rows the table has.
func (p *printer) count() int {
	n := 0
	for i := range p.Functions {
		n += len(p.formsOf(&p.Functions[i]))
	}
	return n
}

func (p *printer) form(f form, number int) string {
	var args, parts []string
	for _, parameter := range f.parameters {
		if parameter.part == "" {
			args = append(args, parameter.arg)
			continue
		}
		args = append(args, fmt.Sprintf(parameter.arg, len(parts)))
		object := "NULL"
		if parameter.object != "" {
			object = quoteC(parameter.object)
		}
		parts = append(parts, fmt.Sprintf("{%s, %s, %s, %s}", quoteC(parameter.name), parameter.part, parameter.size, object))
	}
	p.line("\nstatic int call_%d(const uintptr_t *values, void *err) {", number)
	if len(parts) == 0 {
		p.line("  (void)values;")
	}
	if f.infallible {
		p.line("  (void)err;\n  (void)FUNCTION(%s)(%s);\n  return 0;\n}", f.name, join(args))
	} else {
		p.line("  return FUNCTION(%s)(%s);\n}", f.name, join(append(args, "err")))
	}
	list := "NULL, 0"
	if len(parts) > 0 {
		p.line("static const struct calls_parameter parameters_%d[] = {%s};", number, join(parts))
		list = fmt.Sprintf("parameters_%d, %d", number, len(parts))
	}
	return fmt.Sprintf("{%q, %s, %v, %v, call_%d}", f.name, list, f.infallible, f.method, number)
}
