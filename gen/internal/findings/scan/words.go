package scan

import (
	"bytes"
	"strconv"
	"strings"
	"sync"

	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
)

// Words one of which stands in every package that can raise a finding.
var words = sync.OnceValue(func() [][]byte {
	var all [][]byte
	for _, word := range []string{
		"//cshared:allow", "print(", "print (", "println(", "println (", "constructor", "<-", "select", "go ", "func main",
	} {
		all = append(all, []byte(word))
	}
	for key := range catalogue.ByUse() {
		if _, method, ok := strings.Cut(key.Name, "."); ok {
			all = append(all, []byte("."+method+"("))
		}
	}
	for name := range catalogue.Packages() {
		all = append(all, []byte(strconv.Quote(name)), []byte("`"+name+"`"))
	}
	return all
})

// worthParsing spares packages of a closure the parser, which is nearly all of the time.
func worthParsing(source []byte) bool {
	for _, word := range words() {
		if bytes.Contains(source, word) {
			return true
		}
	}
	return false
}
