package main

import (
	"fmt"
	"strings"
)

// iterators writes functions that return iterators over their parameters: of each kind a sequence and a
// channel, and pairs of each kind with another one. It returns how many there are.
func (w *writer) iterators() int {
	n := 0
	add := func(form string, kinds ...kind) {
		w.iterator(n, form, kinds)
		n++
	}
	seen := map[string]bool{}
	for _, k := range w.kinds {
		if seen[k.goType] {
			continue // text is there more than once
		}
		seen[k.goType] = true
		add("iter.Seq[%s]", k)
		add("<-chan %s", k)
		add("iter.Seq2[%s, %s]", k, w.kinds[w.pick(len(w.kinds))])
	}
	return n
}

// iterator writes one over less than four values, or pairs of them.
func (w *writer) iterator(i int, form string, kinds []kind) {
	count := w.pick(4)
	var params []kind // first those of the keys
	var values []value
	var types []any
	for _, k := range kinds {
		types = append(types, k.goType)
		for range count {
			name := fmt.Sprintf("in%d", len(params))
			values, params = append(values, k.make(w, name)), append(params, k)
		}
	}
	w.goIterator(i, fmt.Sprintf(form, types...), kinds, count)
	w.iteratorVector(i, kinds, count)
	w.c("\nstatic void check_iterator_%d(void) {", i)
	var args []string
	for _, v := range values {
		w.c("%s", v.declare)
		args = append(args, v.args...)
	}
	w.c("  roundtrip_error *err = NULL;\n  %s *it = NULL;", iteratorName(kinds))
	w.c("  CHECK(roundtrip_i%d(%s) == ROUNDTRIP_OK && it != NULL);", i, strings.Join(append(args, "&it", "&err"), ", "))
	taken := count + 1
	if w.pick(4) == 0 {
		taken = w.pick(count + 1) // it is closed before its end
	}
	for j := range taken {
		w.c("  {")
		w.next(kinds, values, j, count)
		w.c("  }")
	}
	w.c("  CHECK(%s_close(it) == ROUNDTRIP_OK);", iteratorName(kinds))
	w.release(params, "in")
	w.c("}")
	fmt.Fprintf(&w.calls, "  check_iterator_%d();\n", i)
}

// next checks the j-th value of count, or that there is none behind the last.
func (w *writer) next(kinds []kind, values []value, j, count int) {
	args := []string{"it"}
	for n, k := range kinds {
		declare, out := k.result(fmt.Sprintf("out%d", n))
		w.c("%s", declare)
		args = append(args, out...)
	}
	call := fmt.Sprintf("%s_next(%s)", iteratorName(kinds), strings.Join(append(args, "&err"), ", "))
	if j == count {
		w.c("  CHECK(%s == ROUNDTRIP_END_OF_STREAM);\n  roundtrip_error_free(err);", call)
		return
	}
	w.c("  CHECK(%s == ROUNDTRIP_OK);", call)
	for n, k := range kinds {
		w.checkResult(k, values[n*count+j], fmt.Sprintf("out%d", n))
	}
}

func (w *writer) goIterator(i int, goType string, kinds []kind, count int) {
	var params, lists []string
	for n, k := range kinds {
		var names []string
		for j := range count {
			names = append(names, fmt.Sprintf("p%d", n*count+j))
			params = append(params, names[j]+" "+k.goType)
		}
		lists = append(lists, fmt.Sprintf("[]%s{%s}", k.goType, strings.Join(names, ", ")))
	}
	w.golang("\n//cshared:export\nfunc I%d(%s) %s {", i, strings.Join(params, ", "), goType)
	w.golang("\tvalues := %s", lists[0])
	switch {
	case len(kinds) == 2:
		w.golang("\tothers := %s", lists[1])
		w.golang("\treturn func(yield func(%s, %s) bool) {\n\t\tfor i, v := range values {\n\t\t\tif !yield(v, others[i]) {\n\t\t\t\treturn\n\t\t\t}\n\t\t}\n\t}", kinds[0].goType, kinds[1].goType)
	case strings.HasPrefix(goType, "iter."):
		w.golang("\treturn slices.Values(values)")
	default:
		w.golang("\tc := make(chan %s, %d)\n\tfor _, v := range values {\n\t\tc <- v\n\t}\n\tclose(c)\n\treturn c", kinds[0].goType, count)
	}
	w.golang("}")
}

// iteratorName is the type in C.
func iteratorName(kinds []kind) string {
	name := "roundtrip_"
	for _, k := range kinds {
		name += strings.ToLower(strings.NewReplacer("[]", "slice_", "*", "", ".", "_").Replace(k.goType)) + "_"
	}
	return name + "iterator"
}
