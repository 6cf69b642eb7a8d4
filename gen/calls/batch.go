package calls

import (
	"fmt"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/abi"
	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
)

// many reads a vector of the form _batch: an array of calls, each with its own status and outputs.
func (r *reader) many(v *vector, args, want *node) {
	inputs := v.call.Inputs
	known := []string{"items"}
	if receiver := v.call.Batch.Receiver; receiver != "" {
		known = []string{receiver, "items"}
		if n := args.member(receiver); n != nil {
			r.objectInput(v, inputs[0], n, "args."+receiver)
		}
		inputs = inputs[1:]
	}
	r.members(args, "the arguments of "+v.call.name(), known, known)
	r.members(want, "the outcome of "+v.call.name(), []string{"items", "error"}, []string{"items"})
	v.want, v.wantName, v.message = r.macro+"_OK", "OK", r.text(want, "error")
	items, wanted := r.list(args, "items", "args"), r.list(want, "items", "want")
	if items == nil || wanted == nil {
		return
	}
	if len(items.elements) != len(wanted.elements) || len(items.elements) == 0 {
		r.bad(wanted, "want.items", "what the items return", "there are other numbers of items in args, or none at all", "an object for each item")
		return
	}
	var values []string
	for i, e := range items.elements {
		values = append(values, r.item(v, inputs, e, i))
	}
	v.beforef("%s in_items[] = {%s};\n  size_t out_failed = 0;", v.call.Batch.Item, strings.Join(values, ", "))
	v.args = append(v.args, "in_items", itoa(len(values)), "&out_failed")
	failed := 0
	for i, e := range wanted.elements {
		failed += r.itemOutcome(v, e, i)
	}
	v.failedf("calls_want_uint(CALLS_TOP(\"failed\"), out_failed, %d);", failed)
}

// list returns a member that is a list.
func (r *reader) list(n *node, name, of string) *node {
	value := n.member(name)
	if value != nil && value.kind != isList {
		r.bad(value, of+"."+name, "the items", "it is "+string(value.kind), "a list of objects")
		return nil
	}
	return value
}

// item is one call as a struct.
func (r *reader) item(v *vector, inputs []abi.Value, n *node, number int) string {
	path := fmt.Sprintf("args.items[%d]", number)
	var names, fields []string
	for _, in := range inputs {
		names = append(names, in.Name)
	}
	if n.kind != isObject {
		return r.bad(n, path, "an item", "it is "+string(n.kind), "an object with "+listed(names))
	}
	r.members(n, path, names, names)
	for _, in := range inputs {
		value := n.member(in.Name)
		if value == nil {
			continue
		}
		// As an input of a call of its own, with a name of its own.
		one, within := &vector{call: v.call, line: v.line}, in
		within.Name = fmt.Sprintf("items_%d_%s", number, in.Name)
		switch in.Kind {
		case "callback", "context":
			r.bad(value, path+"."+in.Name, "an item", "it takes a "+in.Kind, "a vector for the function itself")
			continue
		}
		r.inputAt(one, within, value, path+"."+in.Name, nil)
		v.before = append(v.before, one.before...)
		if len(one.args) > 0 {
			fields = append(fields, fmt.Sprintf(".%s = %s", in.Name, one.args[0]))
		}
		if len(one.args) > 1 {
			fields = append(fields, fmt.Sprintf(".%s = %s", in.Size, one.args[1]))
		}
	}
	fields = append(fields, ".status = -1")
	return "{" + strings.Join(fields, ", ") + "}"
}

// itemOutcome compares one item, and returns 1 if it is to fail.
func (r *reader) itemOutcome(v *vector, n *node, number int) int {
	path, item := fmt.Sprintf("want.items[%d]", number), fmt.Sprintf("in_items[%d]", number)
	label := func(name string) string { return top(fmt.Sprintf("items[%d].%s", number, name)) }
	if n.kind != isObject {
		r.bad(n, path, "an item", "it is "+string(n.kind), `an object: outputs, or {"status": "EIO"}`)
		return 0
	}
	known := []string{"status"}
	for _, out := range v.call.Outputs {
		known = append(known, out.Name)
	}
	r.members(n, path, known, nil)
	code, name := r.macro+"_OK", "OK"
	if s := n.member("status"); s != nil {
		text, ok := r.status(s.text)
		if !ok {
			r.problem(s.line, diag.UnknownStatus, diag.Args{"path": path + ".status", "status": s.shown(), "hint": hint(s.text, statusNames())})
			return 0
		}
		code, name = text, strings.TrimPrefix(s.text, r.macro+"_")
	}
	fails := code != r.macro+"_OK" && code != "0"
	if fails && v.wantsOK() {
		v.want, v.wantName = code, name // the call returns the status of the first one
	}
	v.failedf("calls_want_status(%s, %s.status, %s, %s);", label("status"), item, code, quoteC(name))
	for _, out := range v.call.Outputs {
		value := n.member(out.Name)
		switch t, ok := r.typeOf(out); {
		case value != nil && fails:
			r.bad(value, path+"."+out.Name, "expected", "the item is to fail, and then there is no output", "the status alone")
		case out.Kind == "handle":
			if value != nil {
				r.bad(value, path+"."+out.Name, "compared", "it is an object, which C sees as a number", "a vector for the function itself")
			}
			v.failedf("if (%[1]s.status == %[2]s_OK && %[1]s.%[3]s != NULL) {\n    calls_drop(%[4]q, %[1]s.%[3]s);\n  }", item, r.macro, out.Name, object(out))
		case value != nil && ok:
			expected := fmt.Sprintf("want_%d_%s", number, out.Name)
			v.failedf("const %s %s = %s;", t.name, expected, r.literal(t, value, path+"."+out.Name))
			v.failedf("%s", r.compare(v, t, label(out.Name), item+"."+out.Name, expected))
		}
	}
	if fails {
		return 1
	}
	return 0
}
