// Package markdown renders CommonMark as XHTML, with the Go library goldmark. It is ordinary Go: the
// comments //cshared:export make a C API of it.
package markdown

import (
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/renderer/html"
)

// SpecVersion is the version of the CommonMark specification that Render follows.
//
//cshared:export
const SpecVersion = "0.31.2"

// WithUnsafe passes raw HTML on, as the specification asks.
var converter = goldmark.New(goldmark.WithRendererOptions(html.WithXHTML(), html.WithUnsafe()))

// Render returns a CommonMark text as XHTML. Any bytes are a text, also those that are no UTF-8. Raw
// HTML in it is passed on: clean the result if the text is not yours.
//
//cshared:export
//cshared:borrow source
func Render(source string) (string, error) {
	var xhtml strings.Builder
	err := converter.Convert([]byte(source), &xhtml)
	return xhtml.String(), err
}
