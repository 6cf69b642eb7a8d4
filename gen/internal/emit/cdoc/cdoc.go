// Package cdoc renders text of Go doc comments as C comments. Whatever the text is, it cannot end
// the comment, continue a line, hide or reorder what a reader sees, or make a compiler warn.
package cdoc

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// directive matches lines that are meant for tools: //go:noinline, //export name.
var directive = regexp.MustCompile(`^\s*//(export\s|extern\s|line\s|[a-z0-9]+:[a-z0-9])`)

// Block renders the text as a block comment with a final newline; it is empty if the text is.
//
//	/* First line.
//	 *
//	 * Last line. */
func Block(text string) string {
	lines := cleanLines(text)
	if len(lines) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("/*")
	for i, line := range lines {
		if i > 0 {
			b.WriteString("\n *")
		}
		if line != "" {
			b.WriteString(" " + line)
		}
	}
	b.WriteString(" */\n")
	return b.String()
}

// Inline renders the text as a comment within a line, without a newline; it is empty if the text
// is.
func Inline(text string) string {
	line := Line(text)
	if line == "" {
		return ""
	}
	return "/* " + line + " */"
}

// Line renders the text as one line of what can stand in a comment.
func Line(text string) string {
	var words []string
	for _, line := range cleanLines(text) {
		words = append(words, strings.Fields(line)...)
	}
	// Joining lines can bring the two halves of a sign together only across a blank.
	return strings.Join(words, " ")
}

// cleanLines splits the text, cleans each line, and drops directives, empty lines at both ends,
// and all but one of several empty lines.
func cleanLines(text string) []string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n",
		"\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text)
	var lines []string
	for raw := range strings.SplitSeq(text, "\n") {
		if directive.MatchString(raw) {
			continue
		}
		line := cleanLine(raw)
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	if n := len(lines); n > 0 && lines[n-1] == "" {
		lines = lines[:n-1]
	}
	return lines
}

func cleanLine(raw string) string {
	var b strings.Builder
	var last, lastButOne rune
	put := func(r rune) {
		if opensOrCloses(last, r) || isTrigraph(lastButOne, last, r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		lastButOne, last = last, r
	}
	for _, r := range strings.ToValidUTF8(strings.ReplaceAll(raw, "\t", "    "), string(utf8.RuneError)) {
		if !isHidden(r) {
			put(r)
			continue
		}
		for _, c := range fmt.Sprintf("<U+%04X>", r) {
			put(c)
		}
	}
	line := strings.TrimRightFunc(b.String(), unicode.IsSpace)
	if head, ok := strings.CutSuffix(line, `\`); ok {
		// At the end of a line it would join the next one to it, even with blanks behind it.
		line = strings.TrimRight(head, " ") + " (backslash)" // apart from the rest: ??( is a trigraph
	}
	return line
}

func opensOrCloses(last, r rune) bool {
	return last == '*' && r == '/' || last == '/' && r == '*'
}

// isTrigraph finds ??= ??/ ??' ??( ??) ??! ??< ??> ??-, which C before C23 replaces even in
// comments.
func isTrigraph(lastButOne, last, r rune) bool {
	return lastButOne == '?' && last == '?' && strings.ContainsRune("=/'()!<>-", r)
}

// isHidden finds what a terminal or an editor would not show, or would use to show other text than
// the compiler reads. The two joiners are part of the spelling of some languages.
func isHidden(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	if r == nonJoiner || r == joiner {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf)
}
