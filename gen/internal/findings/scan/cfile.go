package scan

import (
	"os"
	"regexp"
	"strings"
)

// constructor is the attribute in the forms of gcc and clang, with or without a priority.
var constructor = regexp.MustCompile(`(?s)__attribute(?:__)?\s*\(\s*\([^;{}]*?\b(?:__)?constructor(?:__)?\b` +
	`|\[\[[^;{}\]]*?\bgnu::(?:__)?constructor(?:__)?\b`)

// cNoise is what can hold the words without their meaning: comments and literals.
var cNoise = regexp.MustCompile(`(?s)//[^\n]*|/\*.*?(?:\*/|$)|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'`)

func (p *packageScan) cFile(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	a := new(allowed)
	a.addC(string(text), 1)
	p.add(file, constructors(string(text), 1), a)
	return nil
}

// constructors finds the attribute in C text that starts at the given line.
func constructors(text string, first int) []place {
	if !strings.Contains(text, "constructor") {
		return nil
	}
	blank := cNoise.ReplaceAllStringFunc(text, func(s string) string {
		return strings.Map(func(r rune) rune {
			if r == '\n' {
				return r
			}
			return ' '
		}, s)
	})
	var places []place
	for _, at := range constructor.FindAllStringIndex(blank, -1) {
		before := blank[:at[0]]
		places = append(places, place{
			id: "c-constructor", use: "__attribute__((constructor))",
			line: first + strings.Count(before, "\n"), column: at[0] - strings.LastIndex(before, "\n"),
		})
	}
	return places
}
