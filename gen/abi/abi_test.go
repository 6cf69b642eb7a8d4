package abi

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// silent are the fields that a C program does not see: texts for readers, where the API comes from, and
// the hash itself.
var silent = map[string]bool{
	"ABI.Hash": true, "ABI.Version": true, "ABI.Doc": true,
	"Package.Doc": true, "Function.Doc": true, "Function.Deprecated": true, "Struct.Doc": true, "Enum.Doc": true, "Handle.Doc": true, "Callback.Doc": true,
}

func generated() *rapid.Generator[*ABI] {
	return rapid.Custom(func(t *rapid.T) *ABI {
		a := rapid.Make[ABI]().Draw(t, "abi")
		a.Schema = Schema
		// JSON has no other text than UTF-8.
		each(reflect.ValueOf(&a).Elem(), "", func(_ string, v reflect.Value) {
			if v.Kind() == reflect.String {
				v.SetString(strings.ToValidUTF8(v.String(), "?"))
			}
		})
		return &a
	})
}

// each visits all fields that are no struct, slice or pointer, with the name of the struct and the field.
func each(v reflect.Value, name string, visit func(string, reflect.Value)) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			each(v.Field(i), v.Type().Name()+"."+v.Type().Field(i).Name, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			each(v.Index(i), name, visit)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			each(v.Elem(), name, visit)
		}
	default:
		visit(name, v)
	}
}

func change(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(v.String() + "x")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Uint64:
		v.SetUint(v.Uint() + 1)
	default:
		v.SetInt(v.Int() + 1)
	}
}

func seal(t interface{ Fatal(...any) }, a *ABI) string {
	if err := a.Seal(); err != nil {
		t.Fatal(err)
	}
	return a.Hash
}

// TestHashSeesWhatCSees changes one field after the other of any API.
func TestHashSeesWhatCSees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := generated().Draw(t, "abi")
		before := seal(t, a)
		each(reflect.ValueOf(a).Elem(), "", func(name string, v reflect.Value) {
			old := reflect.ValueOf(v.Interface())
			change(v)
			if after := seal(t, a); (after == before) != silent[name] {
				t.Errorf("%s changed, and the hash is the same: %v; want %v", name, after == before, silent[name])
			}
			v.Set(old)
		})
		if seal(t, a) != before {
			t.Error("the hash depends on more than the API")
		}
	})
}

// TestHashSeesOrderAndNumber: a function more, or two parameters exchanged.
func TestHashSeesOrderAndNumber(t *testing.T) {
	one := ABI{Schema: Schema, Functions: []Function{{Name: "f", Inputs: []Value{{Name: "a"}, {Name: "b"}}}}}
	exchanged := ABI{Schema: Schema, Functions: []Function{{Name: "f", Inputs: []Value{{Name: "b"}, {Name: "a"}}}}}
	more := ABI{Schema: Schema, Functions: []Function{one.Functions[0], {Name: "g"}}}
	output := ABI{Schema: Schema, Functions: []Function{{Name: "f", Outputs: one.Functions[0].Inputs}}}
	batch := ABI{Schema: Schema, Functions: []Function{one.Functions[0]}}
	batch.Functions[0].Batch = new(Batch)
	seen := map[string]int{}
	for i, a := range []*ABI{{Schema: Schema}, &one, &exchanged, &more, &output, &batch} {
		hash := seal(t, a)
		if j, ok := seen[hash]; ok {
			t.Errorf("the APIs %d and %d have the same hash", i, j)
		}
		seen[hash] = i
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "abi.json")
	rapid.Check(t, func(t *rapid.T) {
		a := generated().Draw(t, "abi")
		if got := roundTrip(t, path, a); !cmp.Equal(a, got) {
			t.Errorf("read something else (-written +read):\n%s", cmp.Diff(a, got))
		}
	})
}

func roundTrip(t interface{ Fatal(...any) }, path string, a *ABI) *ABI {
	var b bytes.Buffer
	if err := a.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	got, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// FuzzRead reads any file: what is accepted is written and read again as the same.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		`{"schema":1}`, `{"schema":2}`, `{}`, ``, `[]`, `null`, `{"schema":1,"functions":[{"name":"f","inputs":null}]}`,
		`{"schema":1,"structs":[{"size":18446744073709551615}]}`, `{"schema":1,"new":{}}`, `{"schema":1}x`, "{\"schema\":1,\"doc\":\"\xff\"}",
		`{"schema":1,"constants":[{"value":"` + strconv.Itoa(1<<62) + `"}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "abi.json")
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		a, err := Read(path)
		if err != nil {
			if !strings.Contains(err.Error(), path) {
				t.Errorf("the error does not name the file: %v", err)
			}
			return
		}
		if got := roundTrip(t, path, a); !cmp.Equal(a, got) {
			t.Errorf("%q: read something else the second time:\n%s", data, cmp.Diff(a, got))
		}
	})
}
