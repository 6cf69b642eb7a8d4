package gopackage

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// snake turns CamelCase into snake_case: "ParseURL" is parse_url, "UTF8Len" utf8_len, "URLsOf" urls_of.
func snake(name string) string {
	runes := []rune(name)
	var b strings.Builder
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && runes[i-1] != '_' {
			afterLower := !unicode.IsUpper(runes[i-1])
			endsAcronym := i+1 < len(runes) && unicode.IsLower(runes[i+1]) && !isPlural(runes[i:])
			if afterLower || endsAcronym {
				b.WriteByte('_')
			}
		}
		if r < 0x80 {
			b.WriteRune(unicode.ToLower(r))
		} else {
			fmt.Fprintf(&b, "u%x", r)
		}
	}
	return strings.Trim(strings.ReplaceAll(b.String(), "__", "_"), "_")
}

// isPlural says whether the last capital of an acronym begins the text, with the s of a plural behind it. As
// and Is are words of their own, but that APIs and URIs end in the latter.
func isPlural(text []rune) bool {
	if text[1] != 's' || len(text) > 2 && unicode.IsLower(text[2]) {
		return false
	}
	return text[0] != 'A' && (text[0] != 'I' || len(text) == 2)
}

// paramNames gives parameters and results the names they have in C: no keyword, none twice, none that
// the wrapper has itself.
type paramNames struct{ taken map[string]bool }

func newParamNames() *paramNames {
	// err is the last parameter; the others are variables of the generated wrappers.
	return &paramNames{map[string]bool{
		"err": true, "crossing": true, "kept": true, "scratch": true, "saved": true, "status": true, "outputs": true, "taken": true, "memory": true, "entered": true,
	}}
}

func (n *paramNames) pick(name, otherwise string, sized bool) string {
	name = snake(name)
	if name == "" {
		name = otherwise
	}
	if name[0] >= '0' && name[0] <= '9' || !ir.ParamNameIsSafe(name) {
		name += "_value"
	}
	base := name
	for i := 2; n.clashes(name, sized); i++ {
		name = fmt.Sprintf("%s%d", base, i)
	}
	n.taken[name] = true
	if sized {
		n.taken[name+"_size"], n.taken[name+"_count"], n.taken[name+"_room"] = true, true, true
	}
	return name
}

// pickFor is pick for a parameter, which can be several in C.
func (n *paramNames) pickFor(name, otherwise string, t ir.Type) string {
	if t.Kind != ir.KindCallback {
		return n.pick(name, otherwise, t.IsSized())
	}
	for picked := n.pick(name, otherwise, false); ; picked = n.pick(name, otherwise, false) {
		if user, destroy := picked+"_user", picked+"_destroy"; !n.taken[user] && !n.taken[destroy] {
			n.taken[user], n.taken[destroy] = true, true
			return picked
		}
	}
}

func (n *paramNames) clashes(name string, sized bool) bool {
	return n.taken[name] || sized && (n.taken[name+"_size"] || n.taken[name+"_count"] || n.taken[name+"_room"])
}
