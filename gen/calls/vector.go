package calls

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/abi"
	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/nearest"
)

// file is one file of vectors, as far as it can be understood.
type file struct {
	name    string
	vectors []*vector
}

// vector is one call, in C.
type vector struct {
	name   string
	line   int
	head   []string // declarations in front of the function
	before []string // statements up to the call
	args   []string
	failed []string // behind a call, whatever its status
	ok     []string // behind a call with status OK: comparisons, and giving back
	makes  string   // type of the object that it saves
	panics bool

	room *node // of the form _into: how much memory it gets

	call      called
	text      string // the call, for people
	want      string // the status, in C
	wantName  string
	message   string // part of the error's message, "" for any
	tolerance string
}

// saved is an object that an earlier vector has.
type saved struct {
	slot int
	typ  string
}

// reader reads the vectors of one file.
type reader struct {
	*checker
	objects map[string]saved
	names   map[string]bool // of all files
	slots   *int            // of all files
	base    string          // what names in C start with
}

var vectorMembers = []string{"name", "call", "args", "save", "want", "tolerance"}

func (r *reader) read(data []byte) []*vector {
	root, bad := parseJSON(data)
	if bad != nil {
		r.problem(bad.line, diag.BadVectors, diag.Args{"why": bad.why})
		return nil
	}
	if root.kind != isList {
		r.problem(root.line, diag.BadVectors, diag.Args{"why": "it is " + string(root.kind)})
		return nil
	}
	var all []*vector
	for i, n := range root.elements {
		if n.kind != isObject {
			r.problem(n.line, diag.BadVectors, diag.Args{"why": "an element is " + string(n.kind)})
			continue
		}
		if v := r.vector(n, i); v != nil {
			all = append(all, v)
		}
	}
	return all
}

// text returns a member that is a string.
func (r *reader) text(n *node, name string) string {
	value := n.member(name)
	if value == nil {
		return ""
	}
	if value.kind != isString || value.text == "" {
		r.bad(value, name, "text", "it is "+string(value.kind)+", or empty", "a string")
	}
	return value.text
}

// object returns a member that is an object; one that is not there is an empty one.
func (r *reader) object(n *node, name string) *node {
	value := n.member(name)
	if value == nil {
		return &node{line: n.line, kind: isObject}
	}
	if value.kind != isObject {
		r.bad(value, name, "names and values", "it is "+string(value.kind), "an object")
		return &node{line: value.line, kind: isObject}
	}
	return value
}

func (r *reader) vector(n *node, index int) *vector {
	r.members(n, "a test vector", vectorMembers, []string{"call"})
	if n.member("call") == nil {
		return nil
	}
	name := r.text(n, "call")
	v := &vector{line: n.member("call").line, tolerance: "0"}
	var ok bool
	if v.call, ok = r.function(name); !ok {
		r.unknownCall(v.line, name)
		return nil
	}
	r.name(v, n, index)
	if t := n.member("tolerance"); t != nil {
		v.tolerance = r.tolerance(t)
	}
	args, want, save := r.object(n, "args"), r.object(n, "want"), r.object(n, "save")
	var parts []string
	for _, m := range args.members {
		parts = append(parts, m.name+" = "+m.value.shown())
	}
	const most = 400 // an answer of the program has room for twice as much
	v.text = v.call.name() + "(" + cut(strings.Join(parts, ", "), most) + ")"
	if v.call.many {
		r.members(save, "the objects that "+name+" gives", nil, nil)
		r.many(v, args, want)
		return v
	}
	r.expectation(v, want)
	r.inputs(v, args, want)
	r.outputs(v, want, save)
	return v
}

func (r *reader) unknownCall(line int, name string) {
	why := ""
	if slices.Contains(r.CFunctions, name) {
		why = ": it is a C function of `exports`, which abi.json does not describe"
	}
	near := ""
	if why == "" {
		near = hintOf(nearest.Few(name, r.functionNames()))
	}
	r.problem(line, diag.UnknownCall, diag.Args{"call": name, "hint": near, "why": why})
}

func hintOf(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", strings.ReplaceAll(diag.Names(near), ", ", " or "))
}

var goodName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// leftBehind is the row about what the vectors of a file leave behind.
const leftBehind = "leaks"

func (r *reader) name(v *vector, n *node, index int) {
	v.name = r.text(n, "name")
	if v.name == "" {
		v.name = fmt.Sprintf("%s-%d", v.call.name(), index+1)
	}
	why := ""
	switch {
	case !goodName.MatchString(v.name):
		why = "it has other characters than letters, digits, and . _ -, or starts with one of those"
	case v.name == leftBehind:
		why = "`vectors/leaks` is what the vectors leave behind"
	case r.names[v.name]:
		why = "there is another one of that name"
	}
	if why != "" {
		r.problem(n.line, diag.BadVectorName, diag.Args{"name": v.name, "why": why})
	}
	r.names[v.name] = true
}

// expectation reads status and message.
func (r *reader) expectation(v *vector, want *node) {
	v.want, v.wantName = r.macro+"_OK", "OK"
	if v.call.Infallible {
		return // members that it has not are reported with its outputs
	}
	if s := want.member("status"); s != nil {
		code, ok := r.status(s.text)
		if !ok || s.kind != isString && s.kind != isNumber {
			near := ""
			if s.kind == isString {
				near = hint(s.text, statusNames())
			}
			r.problem(s.line, diag.UnknownStatus, diag.Args{"path": "want.status", "status": s.shown(), "hint": near})
			return
		}
		v.want, v.wantName = code, strings.TrimPrefix(s.text, r.macro+"_")
	}
	v.message = r.text(want, "error")
	v.panics = v.wantName == "PANIC"
}

func (v *vector) wantsOK() bool { return strings.HasSuffix(v.want, "_OK") || v.want == "0" }

// save gives an object a name.
func (r *reader) saveAs(v *vector, of abi.Value, n *node) int {
	name := n.text
	if n.kind != isString || !goodName.MatchString(name) {
		r.bad(n, "save."+of.Name, "a name", "it is no name", "letters, digits, and . _ - behind the first one")
	}
	if _, taken := r.objects[name]; taken {
		r.bad(n, "save."+of.Name, "a name", "an object of that name was saved before", "another name")
	}
	if !v.wantsOK() {
		r.bad(n, "save."+of.Name, "saved", "the call is to fail", "no `save` for a call that fails")
	}
	s := saved{*r.slots, object(of)}
	*r.slots++
	r.objects[name] = s
	v.makes = s.typ
	return s.slot
}

// use returns the slot of an object.
func (r *reader) use(n *node, path, typ string) int {
	name := strings.TrimPrefix(n.text, "$")
	s, ok := r.objects[name]
	why := ""
	switch {
	case !ok:
		var names []string
		for known := range r.objects {
			names = append(names, known)
		}
		slices.Sort(names)
		why = "nothing of that name was saved before" + hint(name, names)
	case s.typ != typ:
		why = fmt.Sprintf("it is of type %s, and %s is wanted", s.typ, typ)
	}
	if why != "" {
		r.problem(n.line, diag.UnknownObject, diag.Args{"path": path, "object": n.text, "why": why})
	}
	return s.slot
}

// quoteC renders text as a string of C, in ASCII.
func quoteC(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range []byte(text) {
		switch {
		case c == '"' || c == '\\':
			b.WriteString("\\" + string(rune(c)))
		case c < ' ' || c >= 0x7f || c == '?':
			fmt.Fprintf(&b, "\\%03o", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String() + `"`
}

// top is where an output is, in C.
func top(name string) string { return "CALLS_TOP(" + quoteC(name) + ")" }

func itoa(n int) string { return strconv.Itoa(n) }

func join(parts []string) string { return strings.Join(parts, ", ") }
