package calls

import (
	"fmt"
	"slices"

	"github.com/gocshared/rules_go_cshared/gen/abi"
)

// outputs declares the places for results, and compares and gives back what comes.
func (r *reader) outputs(v *vector, want, save *node) {
	var known, saves []string
	if !v.call.Infallible {
		known = []string{"status", "error"}
	}
	for _, in := range v.call.Inputs {
		if in.Kind == "callback" {
			known = append(known, in.Name)
		}
	}
	for _, out := range v.call.Outputs {
		known = append(known, out.Name)
		if v.call.into != nil && out.Size != "" {
			known = append(known, out.Size)
		}
		if out.Kind == "handle" {
			saves = append(saves, out.Name)
		}
	}
	r.members(want, "the outcome of "+v.call.name(), known, nil)
	r.members(save, "the objects that "+v.call.name()+" gives", saves, nil)
	inputs := len(v.args)
	for _, out := range v.call.Outputs {
		n, path := want.member(out.Name), "want."+out.Name
		if n != nil && !v.wantsOK() {
			r.bad(n, path, "expected", "the call is to fail, and then there is no output", "the status alone, and perhaps \"error\"")
			continue
		}
		r.output(v, out, n, save.member(out.Name), path)
		if v.call.into != nil && out.Size != "" {
			if size := want.member(out.Size); size != nil {
				v.failedf("calls_want_uint(%s, out_%s, %d);", top(out.Size), out.Size, r.count(size, "want."+out.Size))
			}
		}
	}
	if v.call.Infallible {
		v.args = v.args[:inputs] // it returns its output
	}
}

func (r *reader) output(v *vector, out abi.Value, n, save *node, path string) {
	name := "out_" + out.Name
	switch {
	case out.Kind == "handle":
		v.place(out.Type, name)
		r.objectOutput(v, out, n, save, path)
	case v.call.into != nil && out.Size != "":
		r.intoOutput(v, out, n, path)
	case out.Size != "":
		v.beforef("%s *%s = NULL;\n  size_t out_%s = 0;", out.Type, name, out.Size)
		v.args = append(v.args, "&"+name, "&out_"+out.Size)
		if n != nil {
			r.compareSized(v, out, n, path)
		}
		v.okf("calls_free(%s);", name)
	default:
		t, ok := r.typeOf(out)
		v.place(out.Type, name)
		if n == nil {
			v.okf("(void)%s;", name)
			return
		}
		if !ok {
			r.bad(n, path, out.Type, "this release does not know the type", "nothing for this output")
			return
		}
		v.okf("const %s want_%s = %s;", t.name, out.Name, r.literal(t, n, path))
		v.okf("%s", r.compare(v, t, top(out.Name), name, "want_"+out.Name))
	}
}

// place declares the place for an output of a fixed size.
func (v *vector) place(ctype, name string) {
	v.beforef("%s;\n  memset(&%s, 0, sizeof %s);", declare(ctype, name), name, name)
	v.args = append(v.args, "&"+name)
}

// compare is the statement that compares a value of a fixed size with what is wanted.
func (r *reader) compare(v *vector, t fixed, path, got, want string) string {
	switch {
	case t.kind == "struct":
		return fmt.Sprintf("want_%s(%s, &%s, &%s, %s);", t.name, path, got, want, v.tolerance)
	case t.kind == "time":
		return fmt.Sprintf("calls_want_time(%[1]s, %[2]s.seconds, %[2]s.nanoseconds, %[3]s.seconds, %[3]s.nanoseconds);", path, got, want)
	}
	return compareBasic(t, path, got, want, v.tolerance)
}

func compareBasic(t fixed, path, got, want, tolerance string) string {
	switch {
	case t.kind == "bool":
		return fmt.Sprintf("calls_want_bool(%s, %s, %s);", path, got, want)
	case t.kind == "float":
		return fmt.Sprintf("calls_want_float(%s, (double)%s, (double)%s, %s);", path, got, want, tolerance)
	case t.signed():
		return fmt.Sprintf("calls_want_int(%s, %s, %s);", path, got, want)
	}
	return fmt.Sprintf("calls_want_uint(%s, %s, %s);", path, got, want)
}

// compareSized compares what out_x points to.
func (r *reader) compareSized(v *vector, out abi.Value, n *node, path string) {
	name, label := "out_"+out.Name, top(out.Name)
	if out.Kind != "slice" {
		v.okf("%s", byteArray("want_"+out.Name, r.bytes(out, n, path)))
		v.okf("calls_want_bytes(%s, %s, out_%s, want_%s, sizeof want_%s - 1);", label, name, out.Size, out.Name, out.Name)
		if out.Kind == "text" {
			v.okf("calls_want_int(CALLS_TOP(\"the byte behind %s\"), %s[out_%s], 0);", out.Name, name, out.Size)
		}
		return
	}
	t, ok := r.fixedOf(out.Type)
	if !ok || n.kind != isList {
		r.bad(n, path, out.Type+"[]", "it is "+string(n.kind), "a list")
		return
	}
	v.okf("calls_want_count(%s, out_%s, %d);", label, out.Size, len(n.elements))
	if len(n.elements) == 0 {
		return
	}
	v.okf("%s", array(t.name, "want_"+out.Name, r.literals(t, n, path)))
	v.okf("for (size_t i = 0; i < out_%s && i < %d; i++) {\n    %s\n  }", out.Size, len(n.elements),
		r.compare(v, t, fmt.Sprintf("CALLS_AT(%s, i)", label), name+"[i]", "want_"+out.Name+"[i]"))
}

// intoOutput gives the form _into as much memory as the vector says, or as the result needs.
func (r *reader) intoOutput(v *vector, out abi.Value, n *node, path string) {
	const enough = 4096
	room := int64(enough)
	if v.room != nil {
		room = r.count(v.room, "args."+v.call.roomName())
	} else if n != nil {
		room = max(room, int64(max(len(n.text), len(n.elements))+1))
	}
	name := "out_" + out.Name
	v.beforef("static %s %s[%d];\n  size_t out_%s = 0;", out.Type, name, max(room, 1), out.Size)
	v.args = append(v.args, name, fmt.Sprint(room), "&out_"+out.Size)
	if n != nil {
		r.compareSized(v, out, n, path)
	}
}

// objectOutput saves an object, takes the values out of an iterator, or gives it back.
func (r *reader) objectOutput(v *vector, out abi.Value, n, save *node, path string) {
	name, label := "out_"+out.Name, top(out.Name)
	next := r.next(object(out))
	if save != nil {
		slot := r.saveAs(v, out, save)
		v.okf("if (%s == NULL) {\n    host_fail(\"%%s gives NULL as %s, want an object\", %s);\n  } else {\n    calls_save(%d, %q, %s);\n  }",
			name, out.Name, quoteC(v.text), slot, object(out), name)
		if n != nil {
			r.bad(n, path, "compared", "the object is saved", "either `save` or what is wanted")
		}
		return
	}
	switch {
	case n == nil:
	case n.kind == isNull:
		v.okf("calls_want_null(%s, %s);", label, name)
	case n.kind == isList && next != nil:
		r.iterate(v, out, next, n, path)
	case next != nil:
		r.bad(n, path, "the values of an iterator", "it is "+string(n.kind), "a list, or null")
	default:
		r.bad(n, path, "compared", "it is an object, which C sees as a number", "null, or nothing; what the object is, tell its methods")
	}
	v.okf("if (%[1]s != NULL) {\n    calls_drop(%[2]q, %[1]s);\n  }", name, object(out))
}

// iterate takes all values, and one call more.
func (r *reader) iterate(v *vector, out abi.Value, next *abi.Function, n *node, path string) {
	var places, args, compares, releases []string
	for _, o := range next.Outputs {
		item, list := "item_"+o.Name, fmt.Sprintf("want_%s_%s", out.Name, o.Name)
		values := r.column(n, path, next, o)
		if o.Size != "" {
			places = append(places, fmt.Sprintf("%s *%s = NULL;\n    size_t %s_size = 0;", o.Type, item, item))
			args = append(args, "&"+item, "&"+item+"_size")
			releases = append(releases, "calls_free("+item+");")
		} else {
			places = append(places, declare(o.Type, item)+";")
			args = append(args, "&"+item)
			if o.Kind == "handle" {
				releases = append(releases, fmt.Sprintf("if (%[1]s != NULL) {\n        calls_drop(%[2]q, %[1]s);\n      }", item, object(o)))
			}
		}
		label := fmt.Sprintf("CALLS_IN(CALLS_AT(%s, i), %s)", top(out.Name), quoteC(o.Name))
		t, ok := r.typeOf(o)
		switch {
		case len(values) == 0:
		case o.Kind == "text" || o.Kind == "bytes":
			var elements []string
			for i, value := range values {
				v.okf("%s", byteArray(fmt.Sprintf("%s_%d", list, i), r.bytes(o, value, fmt.Sprintf("%s[%d]", path, i))))
				elements = append(elements, fmt.Sprintf("{%[1]s_%[2]d, sizeof %[1]s_%[2]d - 1}", list, i))
			}
			v.okf("%s", array("struct { const void *bytes; size_t size; }", list, elements))
			compares = append(compares, fmt.Sprintf("calls_want_bytes(%s, %s, %s_size, %s[i].bytes, %s[i].size);", label, item, item, list, list))
		case ok && o.Size == "":
			var elements []string
			for i, value := range values {
				elements = append(elements, r.literal(t, value, fmt.Sprintf("%s[%d]", path, i)))
			}
			v.okf("%s", array(t.name, list, elements))
			compares = append(compares, r.compare(v, t, label, item, list+"[i]"))
		default:
			r.bad(values[0], path, "compared", "the values are of type "+o.Type, "no list; save the iterator, and call "+next.Name)
		}
	}
	v.okf("for (size_t i = 0; %s != NULL && i <= %d; i++) {", "out_"+out.Name, len(n.elements))
	for _, p := range places {
		v.okf("  %s", p)
	}
	v.okf("  const int status = FUNCTION(%s)(out_%s, %s, NULL);", next.Name, out.Name, join(args))
	v.okf("  calls_want_more(%s, status, i, %d);", top(out.Name), len(n.elements))
	v.okf("  if (status != %s_OK) {\n      break;\n    }", r.macro)
	if len(compares) > 0 {
		v.okf("  if (i < %d) {", len(n.elements))
		for _, c := range compares {
			v.okf("    %s", c)
		}
		v.okf("  }")
	}
	for _, release := range releases {
		v.okf("  %s", release)
	}
	v.okf("}")
}

// column are the values of one output of an iterator: the elements themselves if there is one output only.
func (r *reader) column(n *node, path string, next *abi.Function, out abi.Value) []*node {
	if len(next.Outputs) == 1 {
		return n.elements
	}
	var names []string
	for _, o := range next.Outputs {
		names = append(names, o.Name)
	}
	var values []*node
	for i, e := range n.elements {
		at := fmt.Sprintf("%s[%d]", path, i)
		if e.kind != isObject {
			r.bad(e, at, "one of pairs", "it is "+string(e.kind), "an object with "+listed(names))
			continue
		}
		if slices.Index(names, out.Name) == 0 { // once for all columns
			r.members(e, at, names, names)
		}
		if value := e.member(out.Name); value != nil {
			values = append(values, value)
		}
	}
	return values
}
