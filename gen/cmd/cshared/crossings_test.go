package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/gen/internal/directive"
)

// crossingsSource has a function for each row of directive.Crossings, with the names of the page.
const crossingsSource = `package calc

import (
	"context"
	"iter"
	"time"
)

//cshared:export
func Bool(x bool) (result bool) { return x }

//cshared:export
func Int8(x int8) (result int8) { return x }

//cshared:export
func Int(x int) (result int) { return x }

//cshared:export
func Uint(x uint) (result uint) { return x }

//cshared:export
func Uintptr(x uintptr) (result uintptr) { return x }

//cshared:export
func Float32(x float32) (result float32) { return x }

//cshared:export
func Float64(x float64) (result float64) { return x }

//cshared:export
func Wait(x time.Duration) (result time.Duration) { return x }

//cshared:export
func When(x time.Time) (result time.Time) { return x }

type Unit int32

const Meter Unit = 1

//cshared:export
func UnitOf(x Unit) (result Unit) { return x }

type Point struct {
	X, Y  float64
	Units [2]Unit
}

//cshared:export
func Mirror(x Point) (result Point) { return x }

//cshared:export
func Text(x string) (result string) { return x }

//cshared:export
func Bytes(x []byte) (result []byte) { return x }

//cshared:export
func List(x []int32) (result []int32, err error) { return x, nil }

type Store struct{ text string }

//cshared:export
func Same(x *Store) (result *Store) { return x }

//cshared:export
func (s *Store) Clear() { s.text = "" }

type Visit func(x int32) error

//cshared:export
func Watch(x Visit) {}

//cshared:export
func Until(x context.Context) {}

type T int32

type K int32

type V int32

//cshared:export
func Seq() iter.Seq[T] { return nil }

//cshared:export
func Seq2() iter.Seq2[K, V] { return nil }
`

// TestPageSaysWhatTheHeaderHas reads each piece of C of the page's table in a real header.
func TestPageSaysWhatTheHeaderHas(t *testing.T) {
	inModule(t, map[string]string{"calc.go": crossingsSource})
	var stdout, stderr strings.Builder
	if exit := run(words("gen -prefix calc_"), &stdout, &stderr); exit != 0 {
		t.Fatalf("exit code %d\n%s", exit, &stderr)
	}
	header := read(t, "calc_cshared/calc.h")
	code := regexp.MustCompile("`([^`]*)`")
	for _, c := range directive.Crossings {
		for _, piece := range code.FindAllStringSubmatch(c.In+c.Out+c.Owner, -1) {
			if !strings.HasPrefix(piece[1], "//cshared:") && !regexp.MustCompile(`[ (]`+regexp.QuoteMeta(piece[1])+`[,;)( ]`).MatchString(header) {
				t.Errorf("the page says of %s: %s, which is not in the header:\n%s", c.Go, piece[1], header)
			}
		}
	}
}
