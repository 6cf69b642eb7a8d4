package header

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// source is a header cut into what the checks look at.
type source struct {
	directives []string // preprocessor lines without "#", joined and without comments
	outside    bool     // code stands before the first or after the last directive
	tokens     []string // everything else: identifiers, numbers, string literals, punctuation
}

var (
	comment      = regexp.MustCompile(`(?s)/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'`)
	continuation = regexp.MustCompile(`\\\r?\n`)
	token        = regexp.MustCompile(`"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[A-Za-z_][A-Za-z0-9_]*|[0-9][A-Za-z0-9_.]*|[^\s]`)
)

func read(text string) source {
	text = continuation.ReplaceAllString(text, " ")
	// Literals are in the pattern so that a comment mark inside of one is left alone.
	text = comment.ReplaceAllStringFunc(text, func(s string) string {
		if s[0] != '/' {
			return s
		}
		return " "
	})
	var s source
	codeSince := false
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if directive, ok := strings.CutPrefix(line, "#"); ok {
			s.outside = s.outside || (codeSince && len(s.directives) == 0)
			s.directives = append(s.directives, strings.TrimSpace(directive))
			codeSince = false
			continue
		}
		found := token.FindAllString(line, -1)
		s.tokens = append(s.tokens, found...)
		codeSince = codeSince || len(found) > 0
	}
	s.outside = s.outside || codeSince
	return s
}

var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// Functions returns the names of the functions that a header declares, sorted.
func Functions(text string) []string {
	return slices.Sorted(maps.Keys(read(text).declared()))
}

// declared returns the names of the functions that are declared at file scope: a name between a
// type and "(", outside of every brace but those of extern "C". Static ones do not count,
// and types are no functions.
func (s source) declared() map[string]bool {
	names := map[string]bool{}
	var linkage []bool // for each open brace: is it that of an extern "C"?
	depth, parens, static := 0, 0, false
	for i, t := range s.tokens {
		switch t {
		case "{":
			isLinkage := i >= 2 && s.tokens[i-2] == "extern" && strings.HasPrefix(s.tokens[i-1], `"`)
			linkage = append(linkage, isLinkage)
			if !isLinkage {
				depth++
			}
			static = false
		case "}":
			if n := len(linkage); n > 0 {
				if !linkage[n-1] {
					depth--
				}
				linkage = linkage[:n-1]
			}
			static = false
		case "(":
			parens++
		case ")":
			parens--
		case ";":
			static = false
		case "static", "typedef":
			static = true
		default:
			if depth == 0 && parens == 0 && !static && s.namesFunction(i) {
				names[t] = true
			}
		}
	}
	return names
}

func (s source) namesFunction(i int) bool {
	if i == 0 || i+1 >= len(s.tokens) || s.tokens[i+1] != "(" || !identifier.MatchString(s.tokens[i]) {
		return false
	}
	before := s.tokens[i-1]
	return before == "*" || identifier.MatchString(before) && before != "return"
}
