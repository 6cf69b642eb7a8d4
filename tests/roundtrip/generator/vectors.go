package main

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// jsonMember is a field of a struct: count is 0, or that of an array.
type jsonMember struct {
	name  string
	count int
	kind  kind
}

func (w *writer) jsonInteger(bits int, signed bool) string {
	v := w.rand.Uint64() >> (64 - bits)
	switch w.pick(4) {
	case 0:
		v = 0
	case 1:
		v = math.MaxUint64 >> (64 - bits)
	case 2:
		v = 1 << (bits - 1)
	}
	text := strconv.FormatUint(v, 10)
	if signed {
		text = strconv.FormatInt(int64(v<<(64-bits))>>(64-bits), 10)
	}
	if w.pick(2) == 0 {
		return strconv.Quote(text)
	}
	return text
}

func (w *writer) jsonFloat(bits int) string {
	switch w.pick(8) {
	case 0:
		return []string{`"NaN"`, `"Inf"`, `"-Inf"`, "0"}[w.pick(4)]
	case 1:
		if bits == 32 {
			return fmt.Sprint(float32(math.MaxFloat32))
		}
		return fmt.Sprint(math.MaxFloat64)
	}
	return strconv.FormatFloat(w.rand.NormFloat64(), 'g', -1, bits)
}

func (w *writer) jsonStruct(members []jsonMember) string {
	var parts []string
	for _, m := range members {
		value := ""
		if m.count == 0 {
			value = m.kind.json(w)
		} else {
			value = w.jsonList(m.count, m.kind)
		}
		parts = append(parts, fmt.Sprintf("%q: %s", m.name, value))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (w *writer) jsonList(n int, k kind) string {
	var parts []string
	for range n {
		parts = append(parts, k.json(w))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func (w *writer) jsonBytes() string {
	data := make([]byte, w.pick(20))
	for i := range data {
		data[i] = byte(w.pick(256))
	}
	if w.pick(2) == 0 {
		return fmt.Sprintf(`{"hex": %q}`, hex.EncodeToString(data))
	}
	return `"\u0000 \" äöü` + strings.Repeat("x", len(data)) + `"`
}

func (w *writer) jsonMoment() string {
	at := time.Unix(w.rand.Int64N(1<<36)-1<<35, w.rand.Int64N(int64(time.Second))).UTC()
	return strconv.Quote(at.Format(time.RFC3339Nano))
}

// vector writes a call that gives back what it gets: its arguments and what of its results can be compared.
func (w *writer) vector(call string, args, want []string) {
	if len(w.vectors) == 0 {
		w.vectors = append(w.vectors, `{"name": "box", "call": "roundtrip_box_new", "args": {"id": 1}, "save": {"box": "box"}}`)
	}
	w.vectors = append(w.vectors, fmt.Sprintf(`{"call": %q, "args": {%s}, "want": {%s}}`, call, strings.Join(args, ", "), strings.Join(want, ", ")))
}

// jsonValue is a random argument; what is wanted of it is the same, or nothing.
func (w *writer) jsonValue(k kind) (value string, comparable bool) {
	if k.json == nil {
		return []string{"null", `"$box"`}[w.pick(2)], false
	}
	return k.json(w), true
}

// functionVector calls the function and its other forms.
func (w *writer) functionVector(i int, params []kind, order []int, f forms) {
	var args, want []string
	values, comparable := make([]string, len(params)), make([]bool, len(params))
	for j, k := range params {
		values[j], comparable[j] = w.jsonValue(k)
		args = append(args, fmt.Sprintf(`"p%d": %s`, j, values[j]))
	}
	for n, j := range order {
		if comparable[j] {
			want = append(want, fmt.Sprintf(`"r%d": %s`, n, values[j]))
		}
	}
	name := fmt.Sprintf("roundtrip_f%d", i)
	w.vector(name, args, want)
	if f.into >= 0 {
		w.vector(name+"_into", args, want)
	}
	if f.batch {
		two := func(of []string) []string {
			item := "{" + strings.Join(of, ", ") + "}"
			return []string{`"items": [` + item + ", " + item + "]"}
		}
		w.vector(name+"_batch", two(args), two(want))
	}
}

// callbackVector has constant results of the function that Go calls, once.
func (w *writer) callbackVector(c *crossing) {
	var args, answers []string
	want := []string{`"f": 1`}
	for j, k := range c.params {
		value, _ := w.jsonValue(k)
		args = append(args, fmt.Sprintf(`"p%d": %s`, j, value))
	}
	for j, k := range c.results {
		value := "null"
		if k.json != nil {
			value = k.json(w)
			want = append(want, fmt.Sprintf(`"r%d": %s`, j, value))
		}
		answers = append(answers, fmt.Sprintf(`"r%d": %s`, j, value))
	}
	args = append(args, `"f": {`+strings.Join(answers, ", ")+"}")
	w.vector(fmt.Sprintf("roundtrip_c%d", c.number), args, want)
}

// iteratorVector takes all values, if they can be compared.
func (w *writer) iteratorVector(i int, kinds []kind, count int) {
	var args []string
	items := make([]string, count)
	wanted := true
	for n, k := range kinds {
		for j := range count {
			value, ok := w.jsonValue(k)
			wanted = wanted && ok && !k.isSlice
			args = append(args, fmt.Sprintf(`"p%d": %s`, n*count+j, value))
			if len(kinds) == 1 {
				items[j] = value
			} else {
				items[j] += fmt.Sprintf(`%s%q: %s`, []string{"{", ", "}[n], []string{"key", "value"}[n], value)
			}
		}
	}
	if len(kinds) == 2 {
		for j := range items {
			items[j] += "}"
		}
	}
	var want []string
	if wanted {
		want = []string{`"iterator": [` + strings.Join(items, ", ") + "]"}
	}
	w.vector(fmt.Sprintf("roundtrip_i%d", i), args, want)
}
