package calls

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// node is a JSON value, with the line where it ends.
type node struct {
	line     int
	kind     kind
	text     string // of a string; of a number as it is written
	truth    bool
	members  []member
	elements []*node
}

type kind string

const (
	isObject kind = "an object"
	isList   kind = "a list"
	isString kind = "a string"
	isNumber kind = "a number"
	isBool   kind = "true or false"
	isNull   kind = "null"
)

type member struct {
	name  string
	line  int
	value *node
}

// member returns the value of that name, nil if there is none.
func (n *node) member(name string) *node {
	for _, m := range n.members {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// String renders the value in one line of ASCII, for messages.
func (n *node) String() string {
	var parts []string
	switch n.kind {
	case isObject:
		for _, m := range n.members {
			parts = append(parts, strconv.QuoteToASCII(m.name)+": "+m.value.String())
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case isList:
		for _, e := range n.elements {
			parts = append(parts, e.String())
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case isString:
		return strconv.QuoteToASCII(n.text)
	case isBool:
		return strconv.FormatBool(n.truth)
	case isNull:
		return "null"
	}
	return n.text
}

// shown is String, cut where it gets long.
func (n *node) shown() string {
	const most = 100
	return cut(n.String(), most)
}

func cut(text string, most int) string {
	if len(text) > most {
		return text[:most] + "..."
	}
	return text
}

type parser struct {
	data    []byte
	decoder *json.Decoder
}

// syntaxError is what is wrong with a file that is no JSON.
type syntaxError struct {
	line int
	why  string
}

func parseJSON(data []byte) (*node, *syntaxError) {
	p := &parser{data: data, decoder: json.NewDecoder(bytes.NewReader(data))}
	p.decoder.UseNumber()
	n, err := p.value()
	if err == nil {
		if _, err = p.decoder.Token(); errors.Is(err, io.EOF) {
			return n, nil
		}
		err = errors.New("there is text behind the list")
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("it ends too early")
	}
	return nil, &syntaxError{p.line(), err.Error()}
}

// line is that of the last token.
func (p *parser) line() int {
	return 1 + bytes.Count(p.data[:p.decoder.InputOffset()], []byte("\n"))
}

func (p *parser) value() (*node, error) {
	token, err := p.decoder.Token()
	if err != nil {
		return nil, err
	}
	n := &node{line: p.line()}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return n, p.object(n)
		}
		return n, p.list(n)
	case string:
		n.kind, n.text = isString, t
	case json.Number:
		n.kind, n.text = isNumber, t.String()
	case bool:
		n.kind, n.truth = isBool, t
	case nil:
		n.kind = isNull
	}
	return n, nil
}

func (p *parser) object(n *node) error {
	n.kind = isObject
	for p.decoder.More() {
		token, err := p.decoder.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		if n.member(name) != nil {
			return fmt.Errorf("%q is there twice in one object", name)
		}
		m := member{name: name, line: p.line()}
		if m.value, err = p.value(); err != nil {
			return err
		}
		n.members = append(n.members, m)
	}
	_, err := p.decoder.Token()
	return err
}

func (p *parser) list(n *node) error {
	n.kind = isList
	for p.decoder.More() {
		e, err := p.value()
		if err != nil {
			return err
		}
		n.elements = append(n.elements, e)
	}
	_, err := p.decoder.Token()
	return err
}
