package innerbazel

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadLog(t *testing.T) {
	got, err := readLog(strings.NewReader(`{
  "mnemonic": "GoLink", "targetLabel": "//a:ours.archive", "listedOutputs": ["a/x.a"], "cacheHit": false
}{ "mnemonic": "CppLink", "targetLabel": "//a:ours", "listedOutputs": ["a/x.so"] }`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Action{{"//a:ours.archive", "GoLink", []string{"a/x.a"}}, {"//a:ours", "CppLink", []string{"a/x.so"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestReadLogErrors(t *testing.T) {
	for _, test := range []struct{ log, want string }{
		{`{"mnemonic": "A"} {"mnemonic": `, "execution log: entry 2: unexpected EOF"},
		{`{"spawn": {}}`, "execution log: entry 1 has no mnemonic; this Bazel writes another format than --execution_log_json_file of Bazel 7 and 8"},
	} {
		_, err := readLog(strings.NewReader(test.log))
		if err == nil || err.Error() != test.want {
			t.Errorf("readLog(%q): %v, want %s", test.log, err, test.want)
		}
	}
}
