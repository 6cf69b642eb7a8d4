package main

import (
	"fmt"
	"strings"
)

// batchItems is how many calls a batch has.
const batchItems = 3

// forms are the other C functions of one: with results of fixed sizes only it may have a batch form, with
// one that is sized it has a form that fills memory of the caller.
type forms struct {
	batch bool
	into  int // which result, -1 if there is no such form
}

func (w *writer) pickForms(params []kind, order []int) forms {
	f := forms{into: -1}
	sized := 0
	for n, j := range order {
		if params[j].sized {
			f.into = n
			sized++
		}
	}
	if sized != 1 {
		f.into = -1
	}
	f.batch = sized == 0 && w.pick(2) == 0
	return f
}

func (k kind) sizeName(name string) string {
	if k.isSlice {
		return name + "_count"
	}
	return name + "_size"
}

// checkBatch calls the function for equal items; what comes back must be equal, too.
func (w *writer) checkBatch(i int, params []kind, order []int, values []value) {
	var fields []string
	for j, k := range params {
		fields = append(fields, fmt.Sprintf(".p%d = %s", j, values[j].args[0]))
		if k.sized {
			fields = append(fields, fmt.Sprintf(".%s = %s", k.sizeName(fmt.Sprintf("p%d", j)), values[j].args[1]))
		}
	}
	fields = append(fields, ".status = 99")
	w.c("  roundtrip_f%d_item items[%d];\n  size_t failed = 99;", i, batchItems)
	w.c("  for (int i = 0; i < %d; i++) {\n    items[i] = (roundtrip_f%d_item){%s};\n  }", batchItems, i, strings.Join(fields, ", "))
	w.c("  CHECK(roundtrip_f%d_batch(items, %d, &failed, &err) == ROUNDTRIP_OK && failed == 0);", i, batchItems)
	w.c("  for (int i = 0; i < %d; i++) {\n  CHECK(items[i].status == ROUNDTRIP_OK);", batchItems)
	for n, j := range order {
		w.c("  __typeof__(items[i].r%[1]d) item%[1]d = items[i].r%[1]d;\n%[2]s", n, params[j].compare(values[j], fmt.Sprintf("item%d", n)))
	}
	w.c("  }")
}

// checkInto calls the form that fills memory of the caller, with room enough and with one too little.
func (w *writer) checkInto(i int, params []kind, order []int, values []value, into int) {
	var in, out []string
	for _, v := range values {
		in = append(in, v.args...)
	}
	sized, name := order[into], fmt.Sprintf("into%d", into)
	k, size := params[sized], values[sized].size
	for n, j := range order {
		declare, args := params[j].result(fmt.Sprintf("into%d", n))
		w.c("%s", declare)
		if n == into {
			args = []string{name + "_memory", "room", "&" + k.sizeName(name)}
		}
		out = append(out, args...)
	}
	w.c("  __typeof__(*%[1]s) %[1]s_memory[%[2]d];\n  %[1]s = %[1]s_memory;\n  size_t room = %[2]d;", name, size+1)
	call := fmt.Sprintf("roundtrip_f%d_into(%s, &err)", i, strings.Join(append(in, out...), ", "))
	w.c("  CHECK(%s == ROUNDTRIP_OK);\n%s", call, k.inside(values[sized], name))
	if k.isText {
		w.c("  CHECK(%s[%d] == 0);", name, size)
	}
	for n, j := range order {
		if n != into {
			w.c("%s", params[j].compare(values[j], fmt.Sprintf("into%d", n)))
		}
	}
	need := size
	if k.isText {
		need++
	}
	if need == 0 {
		return
	}
	w.c("  room = %d;\n  CHECK(%s == ERANGE && %s == %d);", need-1, call, k.sizeName(name), size)
	w.c("  roundtrip_error_free(err);")
}
