package page

import (
	"regexp"
	"strings"
)

// prose keeps Markdown as it is written, but lets no `<name>` outside of code become an HTML tag,
// which GitHub would drop without a word.
func prose(text string) string {
	var out strings.Builder
	for text != "" {
		before, code, after := cutCode(text)
		out.WriteString(escapeTags(before))
		out.WriteString(code)
		text = after
	}
	return out.String()
}

// cutCode splits text around its first code span or fenced block: from a run of backticks to the
// next run of the same length. Backticks without an end are plain text.
func cutCode(text string) (before, code, after string) {
	for start := 0; ; {
		i := strings.IndexByte(text[start:], '`')
		if i < 0 {
			return text, "", ""
		}
		i += start
		ticks := run(text[i:])
		for end := i + len(ticks); end < len(text); {
			j := strings.IndexByte(text[end:], '`')
			if j < 0 {
				break
			}
			closing := run(text[end+j:])
			end += j + len(closing)
			if closing == ticks {
				return text[:i], text[i:end], text[end:]
			}
		}
		start = i + len(ticks)
	}
}

func run(text string) string {
	return text[:len(text)-len(strings.TrimLeft(text, "`"))]
}

var tag = regexp.MustCompile(`<(https?://)?`)

// escapeTags leaves <https://…> alone: that is a link.
func escapeTags(text string) string {
	return tag.ReplaceAllStringFunc(text, func(found string) string {
		if found == "<" {
			return "&lt;"
		}
		return found
	})
}

var (
	paragraph = regexp.MustCompile(`\n[ \t]*\n\s*`)
	item      = regexp.MustCompile(`\n[ \t]*([-*] )`)
	newline   = regexp.MustCompile(`[ \t]*\n[ \t]*`)
)

// cell makes text fit for one line of a table.
func cell(text string) string {
	text = prose(strings.TrimSpace(text))
	text = paragraph.ReplaceAllString(text, "<br><br>")
	text = item.ReplaceAllString(text, "<br>$1")
	text = newline.ReplaceAllString(text, " ")
	return strings.ReplaceAll(text, "|", `\|`)
}

// code writes text as a code span, which in a table needs its bars escaped as well.
func code(text string) string {
	if text == "" {
		return ""
	}
	ticks := "`"
	for strings.Contains(text, ticks) {
		ticks += "`"
	}
	if len(ticks) > 1 {
		text = " " + text + " "
	}
	return ticks + strings.ReplaceAll(text, "|", `\|`) + ticks
}

// summary is the first sentence of a documentation, or its first paragraph if it ends without one.
func summary(doc string) string {
	first, _, _ := strings.Cut(doc, "\n\n")
	first = newline.ReplaceAllString(first, " ")
	if sentence, _, ok := strings.Cut(first, ". "); ok {
		return sentence + "."
	}
	return first
}
