package main

import (
	"fmt"
	"math"
	"strings"
)

// kind is a type on both sides.
type kind struct {
	goType  string
	cType   string // of a value; of a pointer to the first one, if it is sized
	sized   bool
	isSlice bool
	isText  bool // has a NUL behind it
	// make declares a random value in C.
	make func(w *writer, name string) value
	// result declares where a result goes, and returns the arguments.
	result func(name string) (declare string, args []string)
	// compare checks a result of a fixed size against the value that went in, and frees it.
	compare func(in value, out string) string
	// inside checks the content of a sized one.
	inside func(in value, out string) string
	// equal compares two values of a flat kind in C.
	equal   func(a, b string) string
	release func(name string) string
	clone   func(expression string) string
	// json is a random value in a test vector; nil if vectors have none that could be compared.
	json func(w *writer) string
}

// value is one in C.
type value struct {
	name, declare string
	args          []string
	size          int
}

func (w *writer) types() {
	w.golang("// Package roundtrip was made by tests/roundtrip/generator with seed %d.", w.seed)
	w.golang("package roundtrip\n\nimport (\n\t\"iter\"\n\t\"slices\"\n\t\"strings\"\n\t\"time\"\n)")
	w.golang("\nvar _ = time.Second\nvar _ = slices.Clone[[]int]\nvar _ = strings.Clone\nvar _ iter.Seq[int]")
	w.c("/* Made by tests/roundtrip/generator with seed %d. */", w.seed)
	w.c("#include <errno.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n\n#include \"roundtrip.h\"\n")
	w.c("#define CHECK(condition) \\\n  do { \\\n    if (!(condition)) { \\\n      fprintf(stderr, \"%%s:%%d: not true: %%s\\n\", __FILE__, __LINE__, #condition); \\\n      exit(1); \\\n    } \\\n  } while (0)")
	w.c("\n/* What a callback gets and returns. */\nstruct expected {\n  int calls;\n  roundtrip_status status;\n  const void *sent[5], *answers[4];\n};")
	numbers := w.numbers()
	flat := append(numbers, w.enums()...)
	flat = append(flat, w.structs(flat)...)
	w.kinds = append(w.kinds, flat...)
	for range 2 { // as often as all others together would drown them
		w.kinds = append(w.kinds, w.text("string", "char", "strings.Clone(%s)"), w.text("[]byte", "uint8_t", "slices.Clone(%s)"))
	}
	w.golang("\n// Name is text.\ntype Name string")
	w.kinds = append(w.kinds, w.text("Name", "char", "Name(strings.Clone(string(%s)))"))
	for _, k := range flat {
		if k.goType != "byte" && k.goType != "uint8" {
			w.kinds = append(w.kinds, sliceOf(k))
		}
	}
	w.kinds = append(w.kinds, w.moment(), w.handle())
}

func (w *writer) numbers() []kind {
	var all []kind
	integer := func(goType, cType string, bits int, signed bool) {
		k := flat(goType, cType, func(w *writer) string { return w.integer(bits, signed) })
		k.json = func(w *writer) string { return w.jsonInteger(bits, signed) }
		all = append(all, k)
	}
	for _, bits := range []int{8, 16, 32, 64} {
		integer(fmt.Sprintf("int%d", bits), fmt.Sprintf("int%d_t", bits), bits, true)
		integer(fmt.Sprintf("uint%d", bits), fmt.Sprintf("uint%d_t", bits), bits, false)
	}
	integer("int", "int64_t", 64, true)
	integer("uint", "uint64_t", 64, false)
	integer("uintptr", "uintptr_t", 64, false)
	integer("rune", "int32_t", 32, true)
	integer("time.Duration", "int64_t", 64, true)
	truth := flat("bool", "bool", func(w *writer) string { return []string{"true", "false"}[w.pick(2)] })
	single := flat("float32", "float", func(w *writer) string { return fmt.Sprintf("%xf", w.rand.Float32()) })
	double := flat("float64", "double", func(w *writer) string { return fmt.Sprintf("%x", w.rand.NormFloat64()) })
	truth.json = func(w *writer) string { return []string{"true", "false"}[w.pick(2)] }
	single.json = func(w *writer) string { return w.jsonFloat(32) }
	double.json = func(w *writer) string { return w.jsonFloat(64) }
	return append(all, truth, single, double)
}

// integer is a C literal: often one of the ends of its range.
func (w *writer) integer(bits int, signed bool) string {
	v := w.rand.Uint64() >> (64 - bits)
	switch w.pick(4) {
	case 0:
		v = 0
	case 1:
		v = math.MaxUint64 >> (64 - bits)
	}
	if !signed {
		return fmt.Sprintf("UINT64_C(%d)", v)
	}
	s := int64(v<<(64-bits)) >> (64 - bits)
	if s == math.MinInt64 {
		return "INT64_MIN"
	}
	return fmt.Sprintf("INT64_C(%d)", s)
}

// flat is a kind whose bytes both sides share.
func flat(goType, cType string, literal func(*writer) string) kind {
	equal := func(a, b string) string { return fmt.Sprintf("memcmp(&%[1]s, &%[2]s, sizeof %[1]s) == 0", a, b) }
	return kind{
		goType: goType, cType: cType,
		equal: equal,
		make: func(w *writer, name string) value {
			return value{name: name, declare: fmt.Sprintf("  const %s %s = %s;", cType, name, literal(w)), args: []string{name}}
		},
		result: func(name string) (string, []string) {
			return fmt.Sprintf("  %s %s;\n  memset(&%s, 0x55, sizeof %s);", cType, name, name, name), []string{"&" + name}
		},
		compare: func(in value, out string) string { return fmt.Sprintf("  CHECK(%s);", equal(in.name, out)) },
	}
}

func (w *writer) enums() []kind {
	var all []kind
	for i, base := range []string{"int8", "uint16", "int32", "int64"} {
		name := fmt.Sprintf("Enum%d", i)
		w.golang("\n// %[1]s is an enum.\ntype %[1]s %[2]s\n\n// Its values.\nconst (\n\t%[1]sFirst %[1]s = %[3]d\n\t%[1]sSecond %[1]s = %[4]d\n)", name, base, i, 100+i)
		c := "ROUNDTRIP_" + strings.ToUpper(name)
		k := flat(name, "roundtrip_"+strings.ToLower(name), func(w *writer) string {
			return c + []string{"_FIRST", "_SECOND"}[w.pick(2)]
		})
		k.json = func(w *writer) string {
			return []string{`"` + c + `_FIRST"`, `"` + c + `_SECOND"`, fmt.Sprint(w.pick(128))}[w.pick(3)]
		}
		all = append(all, k)
	}
	return all
}

// structs have fields of any flat kind, of an array, and of the structs before.
func (w *writer) structs(fields []kind) []kind {
	var all []kind
	for i := range 12 {
		name := fmt.Sprintf("Struct%d", i)
		cType := "roundtrip_" + strings.ToLower(name)
		w.golang("\n// %[1]s is a struct.\ntype %[1]s struct {", name)
		w.c("\n__attribute__((unused)) static int equal_%[1]s(const %[2]s *a, const %[2]s *b) {", name, cType)
		var members []jsonMember
		for j := range 1 + w.pick(5) {
			k := fields[w.pick(len(fields))]
			members = append(members, jsonMember{fmt.Sprintf("field%d", j), w.field(j, k), k})
		}
		w.golang("}")
		w.c("  return 1;\n}")
		k := w.structKind(name, cType)
		k.json = func(w *writer) string { return w.jsonStruct(members) }
		all = append(all, k)
		fields = append(fields, k)
	}
	return all
}

// field writes one, and returns how many elements it has, 0 for a plain one.
func (w *writer) field(j int, k kind) int {
	if w.pick(4) != 0 {
		w.golang("\tField%d %s", j, k.goType)
		w.c("  if (!(%s)) {\n    return 0;\n  }", k.equal(fmt.Sprintf("a->field%d", j), fmt.Sprintf("b->field%d", j)))
		return 0
	}
	n := 1 + w.pick(4)
	w.golang("\tField%d [%d]%s", j, n, k.goType)
	w.c("  for (int i = 0; i < %d; i++) {\n    if (!(%s)) {\n      return 0;\n    }\n  }", n, k.equal(fmt.Sprintf("a->field%d[i]", j), fmt.Sprintf("b->field%d[i]", j)))
	return n
}

// structKind fills the whole memory of a struct with one byte; those of bools have to be 0 or 1.
func (w *writer) structKind(name, cType string) kind {
	k := flat(name, cType, nil)
	k.equal = func(a, b string) string { return fmt.Sprintf("equal_%s(&%s, &%s)", name, a, b) }
	k.compare = func(in value, out string) string { return fmt.Sprintf("  CHECK(%s);", k.equal(in.name, out)) }
	k.make = func(w *writer, in string) value {
		return value{name: in, declare: fmt.Sprintf("  %s %s;\n  memset(&%s, %d, sizeof %s);", cType, in, in, w.pick(2), in), args: []string{in}}
	}
	return k
}

func (w *writer) text(goType, cType, clone string) kind {
	return kind{
		goType: goType, cType: "const " + cType + " *", sized: true,
		clone: func(e string) string { return fmt.Sprintf(clone, e) },
		make: func(w *writer, name string) value {
			size := []int{0, 1, w.pick(100), 255 + w.pick(3), w.pick(5000)}[w.pick(5)]
			declare := fmt.Sprintf("  %s %s[%d];\n  for (size_t i = 0; i < sizeof %s; i++) {\n    %s[i] = (%s)(i * %d %% 128);\n  }", cType, name, size+1, name, name, cType, 1+w.pick(100))
			return value{name: name, declare: declare, args: []string{name, fmt.Sprint(size)}, size: size}
		},
		result: func(name string) (string, []string) {
			return fmt.Sprintf("  %s *%s;\n  size_t %s_size;", cType, name, name), []string{"&" + name, "&" + name + "_size"}
		},
		isText: cType == "char",
		json:   (*writer).jsonBytes,
		inside: func(in value, out string) string {
			return fmt.Sprintf("  CHECK(%[1]s_size == %[2]d && memcmp(%[1]s, %[3]s, %[2]d) == 0);", out, in.size, in.name)
		},
	}
}

func sliceOf(k kind) kind {
	return kind{
		goType: "[]" + k.goType, cType: "const " + k.cType + " *", sized: true, isSlice: true,
		clone: func(e string) string { return "slices.Clone(" + e + ")" },
		json:  func(w *writer) string { return w.jsonList(w.pick(5), k) },
		make: func(w *writer, name string) value {
			size := w.pick(40)
			one := k.make(w, name+"_one")
			declare := one.declare + fmt.Sprintf("\n  __typeof__(%[1]s_one) %[1]s[%[2]d];\n  for (int i = 0; i < %[2]d; i++) {\n    memcpy((void *)&%[1]s[i], &%[1]s_one, sizeof %[1]s_one);\n  }", name, size+1)
			return value{name: name, declare: declare, args: []string{name, fmt.Sprint(size)}, size: size}
		},
		result: func(name string) (string, []string) {
			declare, _ := k.result(name + "_element")
			return declare + fmt.Sprintf("\n  __typeof__(%[1]s_element) *%[1]s;\n  size_t %[1]s_count;\n  (void)%[1]s_element;", name), []string{"&" + name, "&" + name + "_count"}
		},
		inside: func(in value, out string) string {
			return fmt.Sprintf("  CHECK(%[1]s_count == %[2]d);\n  for (size_t i = 0; i < %[1]s_count; i++) {\n    CHECK(%[3]s);\n  }", out, in.size, k.equal(in.name+"[i]", out+"[i]"))
		},
	}
}

func (w *writer) moment() kind {
	k := flat("time.Time", "roundtrip_time", func(w *writer) string {
		return fmt.Sprintf("{.seconds = INT64_C(%d), .nanoseconds = %d}", w.rand.Int64N(1<<40)-1<<39, w.pick(1000000000))
	})
	k.json = (*writer).jsonMoment
	return k
}

// handle is an object; what comes back is another handle of the same object.
func (w *writer) handle() kind {
	w.golang("\n// Box is an object.\ntype Box struct{ id int }")
	w.golang("\n//cshared:export\nfunc NewBox(id int) *Box { return &Box{id} }")
	w.golang("\n//cshared:export\nfunc (b *Box) ID() int { return b.id }")
	w.c("\n__attribute__((unused)) static int64_t id_of(roundtrip_box *box) {\n  int64_t id;\n  CHECK(roundtrip_box_id(box, &id, NULL) == ROUNDTRIP_OK);\n  return id;\n}")
	return kind{
		goType: "*Box", cType: "roundtrip_box *",
		make: func(w *writer, name string) value {
			if w.pick(5) == 0 {
				return value{name: name, declare: fmt.Sprintf("  roundtrip_box *%s = NULL;", name), args: []string{name}}
			}
			declare := fmt.Sprintf("  roundtrip_box *%[1]s;\n  CHECK(roundtrip_box_new(%[2]d, &%[1]s, NULL) == ROUNDTRIP_OK);", name, w.pick(1000))
			return value{name: name, declare: declare, args: []string{name}}
		},
		result: func(name string) (string, []string) {
			return fmt.Sprintf("  roundtrip_box *%s;", name), []string{"&" + name}
		},
		compare: func(in value, out string) string {
			return fmt.Sprintf("  CHECK((%[1]s == NULL) == (%[2]s == NULL) && (%[1]s == NULL || id_of(%[1]s) == id_of(%[2]s)));\n  CHECK(roundtrip_box_free(%[2]s) == ROUNDTRIP_OK);", in.name, out)
		},
		release: func(name string) string { return fmt.Sprintf("  CHECK(roundtrip_box_free(%s) == ROUNDTRIP_OK);", name) },
	}
}
