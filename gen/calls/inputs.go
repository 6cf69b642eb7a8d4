package calls

import (
	"fmt"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/abi"
)

func (v *vector) beforef(format string, args ...any) {
	v.before = append(v.before, fmt.Sprintf(format, args...))
}
func (v *vector) okf(format string, args ...any) { v.ok = append(v.ok, fmt.Sprintf(format, args...)) }
func (v *vector) failedf(format string, args ...any) {
	v.failed = append(v.failed, fmt.Sprintf(format, args...))
}

// roomName is the argument that says how much memory the form _into gets.
func (c called) roomName() string { return c.into.Name + "_room" }

// inputs reads the arguments.
func (r *reader) inputs(v *vector, args, want *node) {
	var names, needed []string
	for _, in := range v.call.Inputs {
		names = append(names, in.Name)
	}
	needed = names
	if v.call.into != nil {
		names = append(names[:len(names):len(names)], v.call.roomName())
		v.room = args.member(v.call.roomName())
	}
	r.members(args, "the arguments of "+v.call.name(), names, needed)
	for _, in := range v.call.Inputs {
		if n := args.member(in.Name); n != nil {
			r.input(v, in, n, want)
		}
	}
}

func (r *reader) input(v *vector, in abi.Value, n *node, want *node) {
	r.inputAt(v, in, n, "args."+in.Name, want)
}

func (r *reader) inputAt(v *vector, in abi.Value, n *node, path string, want *node) {
	name := "in_" + in.Name
	switch in.Kind {
	case "handle":
		r.objectInput(v, in, n, path)
	case "context":
		r.contextInput(v, in, n, path)
	case "callback":
		r.callbackInput(v, in, n, want)
	case "text", "bytes":
		v.beforef("%s", byteArray(name, r.bytes(in, n, path)))
		v.args = append(v.args, fmt.Sprintf("(const %s *)%s", in.Type, name), fmt.Sprintf("sizeof %s - 1", name))
	case "slice":
		r.sliceInput(v, in, n, path)
	default:
		t, ok := r.typeOf(in)
		if !ok {
			r.bad(n, path, in.Type, "this release does not know the type", "no vector for this function")
			return
		}
		v.beforef("const %s %s = %s;", t.name, name, r.literal(t, n, path))
		v.args = append(v.args, name)
	}
}

func (r *reader) sliceInput(v *vector, in abi.Value, n *node, path string) {
	t, ok := r.fixedOf(in.Type)
	if !ok || n.kind != isList {
		r.bad(n, path, in.Type+"[]", "it is "+string(n.kind), "a list")
		return
	}
	if len(n.elements) == 0 {
		v.args = append(v.args, "NULL", "0")
		return
	}
	name := "in_" + in.Name
	v.beforef("%s", array(t.name, name, r.literals(t, n, path)))
	v.args = append(v.args, name, fmt.Sprintf("sizeof %[1]s / sizeof %[1]s[0]", name))
}

func (r *reader) objectInput(v *vector, in abi.Value, n *node, path string) {
	if n.kind == isNull {
		v.args = append(v.args, "NULL")
		return
	}
	if n.kind != isString || !strings.HasPrefix(n.text, "$") {
		r.bad(n, path, "an object", "it is "+string(n.kind), `"$name" of an object that was saved, or null`)
		return
	}
	slot := r.use(n, path, object(in))
	v.before = append([]string{fmt.Sprintf("if (!calls_have(%d)) {\n    return;\n  }", slot)}, v.before...)
	v.args = append(v.args, fmt.Sprintf("(%s)calls_saved(%d)", in.Type, slot))
}

var contextMembers = []string{"timeout", "cancelled"}

func (r *reader) contextInput(v *vector, in abi.Value, n *node, path string) {
	if n.kind == isNull {
		v.args = append(v.args, "NULL")
		return
	}
	if n.kind != isObject {
		r.bad(n, path, "a context", "it is "+string(n.kind), `null, {"timeout": "20ms"} or {"cancelled": true}`)
		return
	}
	r.checker.members(n, path, contextMembers, nil)
	timeout, cancelled := "INT64_C(-1)", "false"
	if t := n.member("timeout"); t != nil {
		timeout = r.duration(fixed{name: "int64_t", kind: "duration", bits: 64}, t, path+".timeout")
	}
	if t := n.member("cancelled"); t != nil {
		cancelled = r.literal(fixed{name: "bool", kind: "bool"}, t, path+".cancelled")
	}
	v.beforef("void *in_%s = calls_new_context(%s, %s);", in.Name, timeout, cancelled)
	v.args = append(v.args, fmt.Sprintf("(%s)in_%s", in.Type, in.Name))
	v.failedf("calls_drop_context(in_%s);", in.Name)
}
