package starlark

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protowire"
)

func text(number protowire.Number, value string) []byte {
	return protowire.AppendString(protowire.AppendTag(nil, number, protowire.BytesType), value)
}

func number(number protowire.Number, value uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(nil, number, protowire.VarintType), value)
}

func message(number protowire.Number, fields ...[]byte) []byte {
	return text(number, string(slices.Concat(fields...)))
}

func TestDecode(t *testing.T) {
	got, err := Decode(slices.Concat(
		message(1, // RuleInfo
			text(1, "calc_test"), text(2, "Tests.\n"),
			message(3, text(1, "name"), text(2, "A name."), number(3, 1), number(4, 1)),
			message(3, text(1, "library"), text(2, "What."), number(3, 3), message(5, text(1, "AInfo"), text(1, "BInfo")), message(5, text(1, "CInfo")), text(6, "None")),
			message(4, text(1, "calc_test"), text(2, "//private:calc.bzl")), // Origin: private.
			message(5, text(1, "CalcInfo")), number(6, 1), number(7, 1),
		),
		message(2, // ProviderInfo
			text(1, "CalcInfo"), text(2, "Result."), message(3, text(1, "files"), text(2, "(depset[File]) All.")),
		),
		message(3, // StarlarkFunctionInfo
			text(1, "calc"),
			message(2, text(1, "name"), text(2, "(string) Target."), number(4, 1), number(5, 1)),
			message(2, text(1, "deps"), text(2, "Untyped."), text(3, "[]"), number(5, 3)),
			message(2, text(1, "args"), text(2, "Rest."), number(5, 4)),
			message(2, text(1, "kwargs"), text(2, "More."), number(5, 5)),
			text(3, "Makes."), message(4, text(1, "A struct.\n")), message(5, text(1, "Use other.")),
		),
		message(4, text(1, "calc_aspect")),
		message(7, text(1, "calc_extension")),
		message(8, text(1, "calc_repo")),
		message(9, text(1, "calc_macro")),
		message(99, text(1, "calc_novelty")),
		text(5, "Calculates.\n\nMore.\n"),
		text(6, "@calc//rules:defs.bzl"),
	))
	if err != nil {
		t.Fatal(err)
	}
	want := &Module{
		File: "@calc//rules:defs.bzl",
		Doc:  "Calculates.\n\nMore.",
		Rules: []Rule{{
			Name: "calc_test", Doc: "Tests.", Provides: []string{"CalcInfo"}, Test: true, Executable: true,
			Attributes: []Attribute{
				{Name: "name", Type: "string", Doc: "A name.", Mandatory: true},
				{Name: "library", Type: "Label", Doc: "What.", Default: "None", Providers: [][]string{{"AInfo", "BInfo"}, {"CInfo"}}},
			},
		}},
		Functions: []Function{{
			Name: "calc", Doc: "Makes.", Returns: "A struct.", Deprecated: "Use other.",
			Parameters: []Parameter{
				{Name: "name", Type: "string", Doc: "Target.", Mandatory: true},
				{Name: "deps", Doc: "Untyped.", Default: "[]"},
				{Name: "*args", Doc: "Rest."},
				{Name: "**kwargs", Doc: "More."},
			},
		}},
		Providers: []Provider{{Name: "CalcInfo", Doc: "Result.", Fields: []Field{{Name: "files", Type: "depset[File]", Doc: "All."}}}},
		Unknown: []string{
			"calc_aspect of kind aspect",
			"calc_extension of kind module extension",
			"calc_repo of kind repository rule",
			"calc_macro of kind symbolic macro",
			"calc_novelty of kind number 99 of ModuleInfo",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("module (-want +got):\n%s", diff)
	}
}

// Bazel 7 tells no roles, and no stars in the names either.
func TestDecodeRestWithoutRoles(t *testing.T) {
	got, err := decodeFunction(slices.Concat(
		message(2, text(1, "name"), number(4, 1)),
		message(2, text(1, "tags"), text(3, "[]")),
		message(2, text(1, "args")),
		message(2, text(1, "kwargs")),
	))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range got.Parameters {
		names = append(names, p.Name)
	}
	if diff := cmp.Diff([]string{"name", "tags", "*args", "**kwargs"}, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestDecodeErrors(t *testing.T) {
	file := text(6, "@calc//:defs.bzl")
	for _, c := range []struct {
		name    string
		message []byte
		want    string
	}{
		{"cut off", slices.Concat(file, text(5, "cut off"))[:21], "not a protocol buffer: field 5: unexpected EOF"},
		{"no tag", []byte{0xff}, "not a protocol buffer: unexpected EOF"},
		{"empty", nil, "it names no .bzl file, so it is not the output of starlark_doc_extract"},
		{
			"attribute of a new type", slices.Concat(file, message(1, text(1, "r"), message(3, text(1, "a"), number(3, 77)))),
			"attribute a has the type number 77, which this Bazel added; name it in attributeTypes of tools/docgen/starlark",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Decode(c.message)
			if err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestSplitType(t *testing.T) {
	for _, c := range []struct{ doc, kind, rest string }{
		{"(string) What.", "string", "What."},
		{"\n(dict[string, string])\nWhat.\n", "dict[string, string]", "What."},
		{"What (or not).", "", "What (or not)."},
		{"(unclosed", "", "(unclosed"},
		{"(string)", "string", ""},
	} {
		if kind, rest := splitType(c.doc); kind != c.kind || rest != c.rest {
			t.Errorf("splitType(%q) = %q, %q; want %q, %q", c.doc, kind, rest, c.kind, c.rest)
		}
	}
}
