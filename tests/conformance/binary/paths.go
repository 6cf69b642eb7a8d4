package binary

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// PathRule is one kind of text that only a build machine puts into a file.
type PathRule struct {
	Name    string
	Pattern string
}

// PathRules are searched for in every byte of the library. Go stores its string constants one after
// another without a separator, so a rule that asks only for "/tmp/" would match "/tmp" next to an
// unrelated "/". That is why each rule asks for at least two components that belong together, and
// why /home, /root and /tmp count only with something that a build leaves there.
func PathRules() []PathRule {
	const (
		component = `[A-Za-z0-9_.+@~-]+`
		built     = `(?:go|cc|c|cpp|cxx|h|hpp|s|S|o|a|so|x|syso)`
	)
	return []PathRule{
		{"Bazel's execution root", `/execroot/` + component + `/`},
		{"Bazel's sandbox", `/(?:linux|processwrapper|darwin)-sandbox/[0-9]+/`},
		{"Bazel's output base", `/_bazel_` + component + `/[0-9a-f]{32}\b`},
		{"configuration hash of Bazel", `bazel-out/` + component + `-ST-[0-9a-f]{8,}`},
		{"home folder", `/(?:home/` + component + `|root)/(?:` + component + `/)*` + component + `\.` + built + `\b`},
		{"temporary file of the build", `/tmp/(?:go-build|go-link-|cc|lto|pip-)[A-Za-z0-9]+[/.-]`},
		{"temporary source or object", `/tmp/(?:` + component + `/)*` + component + `\.` + built + `\b`},
		{"absolute path of a Go source", `\x00/(?:` + component + `/)+` + component + `\.go\x00`},
	}
}

const shownPaths = 5

func paths(a *artefact.Artefact) verdict.Verdict {
	if s := a.Manifest.Sanitizers; len(s) > 0 {
		// cgo compiles C in a folder of its own, which is removed before anybody could map it.
		return verdict.Skipf("sanitizers (%s) name the source of each piece of C code that they check; such a library is not shipped", strings.Join(s, ", "))
	}
	var found []string
	matches := 0
	for _, rule := range PathRules() {
		for _, at := range regexp.MustCompile(rule.Pattern).FindAllIndex(a.Bytes, -1) {
			matches++
			if len(found) < shownPaths {
				found = append(found, fmt.Sprintf("offset %#x: %q (%s)", at[0], around(a.Bytes, at[0], at[1]), rule.Name))
			}
		}
	}
	if matches == 0 {
		return verdict.Passf("%d bytes searched", len(a.Bytes))
	}
	if matches > len(found) {
		found = append(found, fmt.Sprintf("… (%d in all)", matches))
	}
	return verdict.Failf("paths of the build machine:\n%s\nCompile with -trimpath and -ffile-prefix-map, and keep paths out of linkstamps and constants", strings.Join(found, "\n"))
}

// around widens a match to the text it stands in, since its beginning tells most.
func around(content []byte, from, to int) string {
	const most = 60
	printable := func(c byte) bool { return c > ' ' && c < 0x7f }
	if content[from] == 0 {
		from++
	}
	for n := 0; n < most && from > 0 && printable(content[from-1]); n++ {
		from--
	}
	for n := 0; n < most && to < len(content) && printable(content[to]); n++ {
		to++
	}
	return strings.Trim(string(content[from:to]), "\x00")
}
