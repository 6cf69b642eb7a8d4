package directive

import (
	"fmt"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/nearest"
)

// Library is what `//cshared:library` says, "" for each key that it does not have.
type Library struct {
	Name    string
	Prefix  string
	Version string
}

// LibraryKeys are what it can say.
var LibraryKeys = []string{"name", "prefix", "version"}

var exampleOf = map[string]string{"name": "calc", "prefix": "calc_", "version": "1.2.3"}

// Value is the place of a key, nil if there is no such key.
func (l *Library) Value(key string) *string {
	return map[string]*string{"name": &l.Name, "prefix": &l.Prefix, "version": &l.Version}[key]
}

// BadArgument is what is wrong with a word behind a directive, or with all of them.
type BadArgument struct {
	Why, Fix string
}

// ReadLibrary returns what a `//cshared:library` says. What is wrong with it is left out.
func ReadLibrary(d Directive) (Library, []BadArgument) {
	var l Library
	if len(d.Args) == 0 {
		return l, []BadArgument{{"it says nothing", "write what the library has: `//cshared:library prefix=calc_`"}}
	}
	var bad []BadArgument
	for _, arg := range d.Args {
		if b, ok := l.set(arg); !ok {
			bad = append(bad, b)
		}
	}
	return l, bad
}

func (l *Library) set(arg string) (BadArgument, bool) {
	key, value, _ := strings.Cut(arg, "=")
	place := l.Value(key)
	switch {
	case place == nil:
		fix := "leave it out"
		if near := nearest.Of(key, LibraryKeys); near != "" {
			fix = fmt.Sprintf("write `%s=`", near)
		}
		return BadArgument{fmt.Sprintf("there is no key `%s`; the keys are %s", key, strings.Join(LibraryKeys, ", ")), fix}, false
	case value == "":
		return BadArgument{
			fmt.Sprintf("`%s` has no value", key),
			fmt.Sprintf("write the value behind it without blanks: `%s=%s`", key, exampleOf[key]),
		}, false
	case *place != "":
		return BadArgument{fmt.Sprintf("it has `%s` twice", key), "leave one of them out"}, false
	}
	*place = value
	return BadArgument{}, true
}
