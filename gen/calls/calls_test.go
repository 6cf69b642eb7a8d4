package calls

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func names(t *testing.T, path, pattern string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
		all = append(all, m[1])
	}
	return all
}

// TestStatusesAreThoseOfTheShim compares the lists with what is compiled into libraries.
func TestStatusesAreThoseOfTheShim(t *testing.T) {
	for path, list := range map[string][]string{
		"../../runtime_shim/include/cshared/status.h": statuses,
		"../../runtime_shim/src/status_errno.h":       errnos,
	} {
		pattern := `(?m)^ +X\((E[A-Z0-9]+),`
		if strings.HasSuffix(path, "status.h") {
			pattern = `(?m)^  X\(([A-Z_]+), [0-9]+,`
		}
		if diff := cmp.Diff(names(t, path, pattern), list); diff != "" {
			t.Errorf("%s (-shim +here):\n%s", path, diff)
		}
	}
}

// FuzzVectors reads any file: it is a program, or problems that each have a line of the file.
func FuzzVectors(f *testing.F) {
	dir := f.TempDir()
	abi := dir + "/abi.json"
	if err := os.WriteFile(abi, []byte(fuzzedABI), 0o666); err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		`[{"call": "calc_f", "args": {"a": 1, "s": {"sides": [1, 2]}, "t": "x", "u": "2024-02-29T12:00:00Z"}, "want": {"r": [1.5, "NaN"]}}]`,
		`[{"call": "calc_new", "save": {"o": "x"}}, {"call": "calc_f", "args": {"o": "$x"}}]`,
		`[{"call": "calc_f_into", "args": {"r_room": 5}, "tolerance": 1e-3}]`,
		`[`, `{}`, `[[]]`, `[{}]`, `[{"call": null}]`, `[{"call": "calc_f", "args": {"f": {"status": "EIO"}, "c": {"timeout": "1s"}}}]`, "[\n{\"call\":\n", "[\xff]",
		`[{"call": "calc_each", "want": {"iterator": [{"key": "a", "value": 1}]}}]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := t.TempDir() + "/vectors.json"
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		problems, err := Run(&Options{Label: "//x:y", ABI: abi, Header: "calc.h", Vectors: []string{path}, C: path + ".c", Cxx: path + ".cc"})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems {
			at, _ := strings.CutPrefix(p.Where, path+":")
			if line, err := strconv.Atoi(at); err != nil || line < 1 || line > 1+strings.Count(string(data), "\n") {
				t.Errorf("%q: a problem without a line: %s", data, p)
			}
		}
	})
}

const fuzzedABI = `{"schema": 1, "library": "calc", "prefix": "calc_", "version": "1.0.0",
 "functions": [
  {"name": "calc_f", "go": "F", "into": "calc_f_into", "inputs": [
    {"name": "a", "kind": "scalar", "type": "int32_t"}, {"name": "s", "kind": "struct", "type": "calc_s"},
    {"name": "t", "size": "t_size", "kind": "text", "type": "char"}, {"name": "u", "kind": "time", "type": "calc_time"},
    {"name": "o", "kind": "handle", "type": "calc_o *"}, {"name": "f", "kind": "callback", "type": "calc_fn"},
    {"name": "c", "kind": "context", "type": "calc_context *"}],
   "outputs": [{"name": "r", "size": "r_count", "kind": "slice", "type": "double"}]},
  {"name": "calc_new", "go": "New", "inputs": [], "outputs": [{"name": "o", "kind": "handle", "type": "calc_o *"}]},
  {"name": "calc_each", "go": "Each", "inputs": [], "outputs": [{"name": "iterator", "kind": "handle", "type": "calc_i *"}]},
  {"name": "calc_i_next", "go": "next", "inputs": [{"name": "iterator", "kind": "handle", "type": "calc_i *"}], "outputs": [
    {"name": "key", "size": "key_size", "kind": "text", "type": "char"}, {"name": "value", "kind": "scalar", "type": "uint8_t"}]}],
 "structs": [{"name": "calc_s", "fields": [{"name": "sides", "type": "int8_t", "count": 2}]}],
 "handles": [{"name": "calc_i", "go": "glue.I", "free": "calc_i_close"}, {"name": "calc_o", "go": "lib.O", "free": "calc_o_free"}],
 "callbacks": [{"name": "calc_fn", "status": true, "inputs": [], "outputs": [{"name": "x", "kind": "scalar", "type": "bool"}]}]}`
