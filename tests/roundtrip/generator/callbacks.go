package main

import (
	"fmt"
	"strings"
)

// crossing is a function of the program that Go calls: it gets params, which Go was given, and returns
// results, which Go returns.
type crossing struct {
	number          int
	params, results []kind
	fails           bool
	sent, answers   []value
}

// byValue says that the C function has its result as other C functions have theirs.
func (c *crossing) byValue() bool { return !c.fails && len(c.results) == 1 && !c.results[0].sized }

// callback writes a function that calls its parameter f with the others, and returns what f returns. First
// each kind has its turn among others, then as the only result without an error, then all is random.
func (w *writer) callback(i int) {
	turn := w.kinds[i%len(w.kinds)]
	c := &crossing{number: i, params: w.some(5), results: w.some(4), fails: w.pick(2) == 0}
	switch i / len(w.kinds) {
	case 0:
		c.params, c.results = append(w.some(4), turn), append(w.some(3), turn)
	case 1:
		c.results, c.fails = []kind{turn}, false
	}
	for j, k := range c.params {
		c.sent = append(c.sent, k.make(w, fmt.Sprintf("sent%d", j)))
	}
	for j, k := range c.results {
		c.answers = append(c.answers, k.make(w, fmt.Sprintf("answer%d", j)))
	}
	w.goCallback(c)
	w.cCallback(c)
	w.checkCallback(c)
	w.callbackVector(c)
	fmt.Fprintf(&w.calls, "  check_callback_%d();\n", i)
}

// some returns less than n kinds.
func (w *writer) some(n int) []kind {
	kinds := make([]kind, w.pick(n))
	for j := range kinds {
		kinds[j] = w.kinds[w.pick(len(w.kinds))]
	}
	return kinds
}

func (w *writer) goCallback(c *crossing) {
	var in, of, out, args []string
	borrowed := []string{"f"}
	for j, k := range c.params {
		name := fmt.Sprintf("p%d", j)
		in, of, args = append(in, name+" "+k.goType), append(of, fmt.Sprintf("a%d %s", j, k.goType)), append(args, name)
		if k.sized && w.pick(2) == 0 {
			borrowed = append(borrowed, name)
		}
	}
	for j, k := range c.results {
		out = append(out, fmt.Sprintf("r%d %s", j, k.goType))
	}
	if c.fails {
		out = append(out, "err error")
	}
	results := "(" + strings.Join(out, ", ") + ")"
	goType := "func(" + strings.Join(of, ", ") + ") " + results
	if w.pick(3) == 0 {
		w.golang("\n// Visit%[1]d is a function of C.\ntype Visit%[1]d %[2]s", c.number, goType)
		goType = fmt.Sprintf("Visit%d", c.number)
	}
	w.golang("\n//cshared:export\n//cshared:borrow %s", strings.Join(borrowed, " "))
	word := "return "
	if len(out) == 0 {
		word = ""
	}
	w.golang("func C%d(%s) %s {\n\t%sf(%s)\n}", c.number, strings.Join(append(in, "f "+goType), ", "), results, word, strings.Join(args, ", "))
}

// cCallback writes the function of the program. user are the status that it returns, and pointers to what
// it is to get and to return.
func (w *writer) cCallback(c *crossing) {
	params := []string{"void *user"}
	for j, k := range c.params {
		name := fmt.Sprintf("a%d", j)
		params = append(params, k.cType+" "+name)
		if k.sized {
			params = append(params, "size_t "+k.sizeName(name))
		}
	}
	result := "void"
	switch {
	case c.byValue():
		result = c.results[0].cType
	case c.fails:
		result = "roundtrip_status"
	}
	for j, k := range c.results {
		name := fmt.Sprintf("r%d", j)
		if c.byValue() {
			break
		}
		params = append(params, k.cType+" *"+name)
		if k.sized {
			params = append(params, "size_t *"+k.sizeName(name))
		}
	}
	w.c("\nstatic %s callback_%d(%s) {", result, c.number, strings.Join(params, ", "))
	w.c("  struct expected *expected = user;\n  expected->calls++;")
	for j, k := range c.params {
		// The names are those of the values in the host.
		w.c("  %s sent%d = %s;", k.cType, j, stored(k, "sent", j))
		if k.sized {
			w.c("%s", k.inside(c.sent[j], fmt.Sprintf("a%d", j)))
		} else {
			w.c("%s", k.compare(c.sent[j], fmt.Sprintf("a%d", j)))
		}
	}
	if c.fails {
		w.c("  if (expected->status != ROUNDTRIP_OK) {\n    return expected->status;\n  }")
	}
	w.answer(c)
	w.c("}")
}

func (w *writer) answer(c *crossing) {
	if c.byValue() {
		w.c("  return %s;", stored(c.results[0], "answers", 0))
		return
	}
	for j, k := range c.results {
		name := fmt.Sprintf("r%d", j)
		w.c("  *%s = %s;", name, stored(k, "answers", j))
		if k.sized {
			w.c("  *%s = %d;", k.sizeName(name), c.answers[j].size)
		}
	}
	if c.fails {
		w.c("  return ROUNDTRIP_OK;")
	}
}

// stored is a value of the host in the function that Go calls.
func stored(k kind, list string, j int) string {
	if k.sized {
		return fmt.Sprintf("expected->%s[%d]", list, j)
	}
	return fmt.Sprintf("*(%s const *)expected->%s[%d]", k.cType, list, j)
}

func (w *writer) checkCallback(c *crossing) {
	w.c("\nstatic void check_callback_%d(void) {", c.number)
	var args []string
	for _, v := range c.sent {
		w.c("%s", v.declare)
		args = append(args, v.args...)
	}
	for _, v := range c.answers {
		w.c("%s", v.declare)
	}
	w.c("  struct expected expected = {.sent = {%s}, .answers = {%s}};", pointers(c.params, c.sent), pointers(c.results, c.answers))
	args = append(args, fmt.Sprintf("callback_%d", c.number), "&expected")
	for j, k := range c.results {
		declare, outArgs := k.result(fmt.Sprintf("out%d", j))
		w.c("%s", declare)
		args = append(args, outArgs...)
	}
	w.c("  roundtrip_error *err = NULL;")
	call := fmt.Sprintf("roundtrip_c%d(%s)", c.number, strings.Join(append(args, "&err"), ", "))
	w.c("  CHECK(%s == ROUNDTRIP_OK && expected.calls == 1);", call)
	for j, k := range c.results {
		w.checkResult(k, c.answers[j], fmt.Sprintf("out%d", j))
	}
	if c.fails {
		status := []string{"EIO", "ENOENT", "EAGAIN", "ROUNDTRIP_CALLBACK"}[w.pick(4)]
		w.c("  expected.status = %[1]s;\n  CHECK(%[2]s == %[1]s && expected.calls == 2);\n  roundtrip_error_free(err);", status, call)
	}
	w.release(c.params, "sent")
	w.release(c.results, "answer")
	w.c("}")
}

// pointers are the addresses of values, for struct expected.
func pointers(kinds []kind, values []value) string {
	all := []string{"NULL"}
	for j, v := range values {
		address := "&" + v.name
		if kinds[j].sized {
			address = v.name
		}
		all = append(all[:j], address, "NULL")
	}
	return strings.Join(all, ", ")
}
