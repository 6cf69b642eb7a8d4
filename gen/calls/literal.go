package calls

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gocshared/rules_go_cshared/gen/abi"
	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
	"github.com/gocshared/rules_go_cshared/gen/internal/nearest"
)

// checker turns the values of a file into C, and collects what is wrong with them.
type checker struct {
	*library
	path     string // of the file
	problems []diag.Diagnostic
}

func (c *checker) problem(line int, id diag.ID, args diag.Args) {
	c.problems = append(c.problems, diag.New(id, fmt.Sprintf("%s:%d", c.path, line), args))
}

// bad says that a value is not of its type, and what would be.
func (c *checker) bad(n *node, path, typ, why, fix string) string {
	c.problem(n.line, diag.BadValue, diag.Args{"path": path, "value": n.shown(), "type": typ, "why": why, "fix": fix})
	return "0"
}

// unknown says that a name means nothing where it stands.
func (c *checker) unknown(line int, name, of string, known []string) {
	c.problem(line, diag.UnknownMember, diag.Args{"name": name, "of": of, "hint": hint(name, known), "known": listed(known)})
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return diag.Names(names)
}

func hint(name string, known []string) string {
	if near := nearest.Of(name, known); near != "" {
		return fmt.Sprintf(" (did you mean `%s`?)", near)
	}
	return ""
}

// literal renders a value of a fixed size as an initializer in C.
func (c *checker) literal(t fixed, n *node, path string) string {
	switch t.kind {
	case "bool":
		if n.kind != isBool {
			return c.bad(n, path, t.name, "it is "+string(n.kind), "true or false")
		}
		return n.String()
	case "int", "uint":
		return c.integer(t, n, path)
	case "float":
		return c.float(t, n, path)
	case "enum":
		return c.enumerator(t, n, path)
	case "duration":
		return c.duration(t, n, path)
	case "time":
		return c.time(n, path)
	}
	return c.structure(t, n, path)
}

var whole = regexp.MustCompile(`^-?[0-9]+$`)

func (c *checker) integer(t fixed, n *node, path string) string {
	low, high := t.bounds()
	ways := fmt.Sprintf("a whole number from %s to %s; as a string, if other tools read the file", low, high)
	if n.kind != isNumber && n.kind != isString {
		return c.bad(n, path, t.name, "it is "+string(n.kind), ways)
	}
	value, ok := new(big.Int).SetString(n.text, 10)
	switch {
	case !ok || !whole.MatchString(n.text):
		return c.bad(n, path, t.name, "it is no whole number", ways)
	case value.Cmp(low) < 0 || value.Cmp(high) > 0:
		return c.bad(n, path, t.name, "it is out of range", ways)
	}
	return t.integer(value)
}

var notFinite = map[string]string{"NaN": "NAN", "Inf": "INFINITY", "+Inf": "INFINITY", "-Inf": "-INFINITY"}

func (c *checker) float(t fixed, n *node, path string) string {
	const ways = `a number, "NaN", "Inf" or "-Inf"`
	if value, ok := notFinite[n.text]; ok && n.kind == isString {
		return value
	}
	if n.kind != isNumber {
		return c.bad(n, path, t.name, "it is "+string(n.kind), ways)
	}
	value, err := strconv.ParseFloat(n.text, t.bits)
	if err != nil {
		return c.bad(n, path, t.name, "it is out of range", ways)
	}
	suffix := ""
	if t.bits == 32 {
		suffix = "f"
	}
	return strconv.FormatFloat(value, 'x', -1, 64) + suffix
}

func (c *checker) enumerator(t fixed, n *node, path string) string {
	if n.kind != isString || whole.MatchString(n.text) {
		return c.integer(t, n, path)
	}
	var names []string
	for _, v := range t.enum.Values {
		if v.Name == n.text {
			return v.Name
		}
		names = append(names, v.Name)
	}
	return c.bad(n, path, t.name, "there is no such constant"+hint(n.text, names), "one of "+listed(names)+", or a number")
}

func (c *checker) duration(t fixed, n *node, path string) string {
	if n.kind == isString && !whole.MatchString(n.text) {
		d, err := time.ParseDuration(n.text)
		if err != nil {
			return c.bad(n, path, "a duration", "Go does not read it as one", `a number of nanoseconds, or text such as "1.5s" or "-20ms"`)
		}
		return t.integer(big.NewInt(int64(d)))
	}
	return c.integer(t, n, path)
}

func (c *checker) time(n *node, path string) string {
	const ways = `text of RFC 3339, such as "2024-02-29T12:00:00.5Z"`
	if n.kind != isString {
		return c.bad(n, path, "a time", "it is "+string(n.kind), ways)
	}
	t, err := time.Parse(time.RFC3339Nano, n.text)
	if err != nil {
		return c.bad(n, path, "a time", "it is not RFC 3339", ways)
	}
	return fmt.Sprintf("{.seconds = INT64_C(%d), .nanoseconds = %d}", t.Unix(), t.Nanosecond())
}

func (c *checker) structure(t fixed, n *node, path string) string {
	var names []string
	for _, f := range t.fields.Fields {
		names = append(names, f.Name)
	}
	if n.kind != isObject {
		return c.bad(n, path, t.name, "it is "+string(n.kind), "an object with "+listed(names))
	}
	c.members(n, path, names, names)
	var parts []string
	for _, f := range t.fields.Fields {
		value := n.member(f.Name)
		element, ok := c.fixedOf(f.Type)
		if value == nil || !ok {
			continue
		}
		within := path + "." + f.Name
		if f.Count == 0 {
			parts = append(parts, fmt.Sprintf(".%s = %s", f.Name, c.literal(element, value, within)))
			continue
		}
		if value.kind != isList || int64(len(value.elements)) != f.Count {
			c.bad(value, within, fmt.Sprintf("%s[%d]", f.Type, f.Count), "it is no list of that length", fmt.Sprintf("a list of %d values", f.Count))
			continue
		}
		parts = append(parts, fmt.Sprintf(".%s = {%s}", f.Name, strings.Join(c.literals(element, value, within), ", ")))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (c *checker) literals(t fixed, n *node, path string) []string {
	var all []string
	for i, e := range n.elements {
		all = append(all, c.literal(t, e, fmt.Sprintf("%s[%d]", path, i)))
	}
	return all
}

// members says which names of an object mean nothing, and which are missing.
func (c *checker) members(n *node, of string, known, needed []string) {
	for _, m := range n.members {
		if !slices.Contains(known, m.name) {
			c.unknown(m.line, m.name, of, known)
		}
	}
	var missing []string
	for _, name := range needed {
		if n.member(name) == nil {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		c.problem(n.line, diag.MissingMember, diag.Args{"of": of, "names": diag.Names(missing)})
	}
}

// bytes returns what text or bytes are made of.
func (c *checker) bytes(v abi.Value, n *node, path string) []byte {
	const ways = `a string, {"hex": "00ff"} or {"base64": "AP8="}`
	typ := "text"
	if v.Kind == "bytes" {
		typ = "bytes"
	}
	if n.kind == isString {
		return []byte(n.text)
	}
	if n.kind == isObject && len(n.members) == 1 && n.members[0].value.kind == isString {
		var data []byte
		var err error
		switch m := n.members[0]; m.name {
		case "hex":
			data, err = hex.DecodeString(m.value.text)
		case "base64":
			data, err = base64.StdEncoding.DecodeString(m.value.text)
		default:
			c.bad(n, path, typ, "there is no such form", ways)
		}
		if err != nil {
			c.bad(n, path, typ, err.Error(), ways)
		}
		return data
	}
	c.bad(n, path, typ, "it is "+string(n.kind), ways)
	return nil
}

// array declares constant elements; `name` points to them.
func array(ctype, name string, elements []string) string {
	return fmt.Sprintf("static const %s %s[] = {%s};", ctype, name, strings.Join(elements, ", "))
}

// byteArray declares bytes with a NUL behind them, so that there is always one.
func byteArray(name string, data []byte) string {
	elements := make([]string, 0, len(data)+1)
	for _, b := range append(data, 0) {
		elements = append(elements, strconv.Itoa(int(b)))
	}
	return array("unsigned char", name, elements)
}

// count reads one.
func (c *checker) count(n *node, path string) int64 {
	const most = 1 << 20
	value, err := strconv.ParseInt(n.text, 10, 64)
	if n.kind != isNumber || err != nil || value < 0 || value > most {
		c.bad(n, path, "a count", "it is no number of things", fmt.Sprintf("a whole number from 0 to %d", most))
		return 0
	}
	return value
}

func (c *checker) tolerance(n *node) string {
	value, err := strconv.ParseFloat(n.text, 64)
	if n.kind != isNumber || err != nil || value < 0 || math.IsInf(value, 0) {
		return c.bad(n, "tolerance", "a distance", "it is no number that is not negative", "for example 1e-9")
	}
	return strconv.FormatFloat(value, 'x', -1, 64)
}
