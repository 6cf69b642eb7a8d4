package divert

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
)

// withCalls is an archive whose Go files call C functions.
func withCalls(t *testing.T) []byte {
	return buildArchive(t,
		&member{field: "go.o/", data: buildObject(local("main._cgo_0123456789ab_Cfunc_solve", 0, 8), ref("_cgo_0123456789ab_Cfunc_solve"), ref("solve"))},
		&member{field: "000000.o/", data: buildObject(def("_cgo_0123456789ab_Cfunc_solve"), def("_cgo_0123456789ab_C2func_log"), ref("solve"), ref("log"), ref("other"))},
		&member{field: "000001.o/", data: buildObject(def("solve"), ref("log"), ref("other"))},
		&member{field: "000002.o/", data: buildObject(def("_cgo_ba9876543210_Cfunc_solve"), def("_cgo_ba9876543210_Cfunc_short"), ref("solve"), ref("short"))},
		&member{field: "000003.o/", data: buildObject(def("_cgo_0123456789ab_Cfunc_short"), ref("helper"))},
		&member{field: "odd.bc/", data: []byte("BC\xc0\xde!")},
	)
}

// Go's pointer to a function is the function, and C code calls it directly.
func TestOnlyCallsByGoAreSerialized(t *testing.T) {
	all := calls{{"a", "solve"}, {"b", "log"}}
	out, s, err := serialize(withCalls(t), all)
	if err != nil {
		t.Fatal(err)
	}
	if problems := s.problems("//x:y", all, nil); len(problems) > 0 {
		t.Fatal(problems)
	}
	members, err := parseArchive(out)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, m := range members {
		if m.name() != "odd.bc" {
			got[m.name()] = undefined(t, m.data)
		}
	}
	want := map[string][]string{
		"go.o":     {"_cgo_0123456789ab_Cfunc_solve", "solve"},
		"000000.o": {"cshared_serialize_solve", "cshared_serialize_log", "other"},
		"000001.o": {"log", "other"},
		"000002.o": {"cshared_serialize_solve", "short"},
		"000003.o": {"helper"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff("serialize a solve 2\nserialize b log 1\n", s.report(all)); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

// A call that one file has in place is not kept apart, whatever the others have.
func TestUnserializedCalls(t *testing.T) {
	all := calls{{"a", "short"}, {"a", "none"}, {"a", "solve"}}
	_, s, err := serialize(withCalls(t), all)
	if err != nil {
		t.Fatal(err)
	}
	var got []diag.ID
	for _, p := range s.problems("//x:y", all, []string{"solve"}) {
		got = append(got, p.ID)
	}
	if diff := cmp.Diff([]diag.ID{diag.SerializedInPlace, diag.SerializedUncalled, diag.SerializedExport}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
