package diag

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/gen/internal/pagetest"
)

func TestPageIsUpToDate(t *testing.T) { pagetest.Compare(t, "../../DIAGNOSTICS.md", Page()) }

func TestTable(t *testing.T) {
	id := regexp.MustCompile(`^CSHARED[1-9][0-9]{2}$`)
	var last ID
	for _, e := range Table() {
		switch {
		case !id.MatchString(string(e.ID)):
			t.Errorf("%s: an id is CSHARED and three digits", e.ID)
		case e.ID <= last:
			t.Errorf("%s stands behind %s: ids are sorted and used once", e.ID, last)
		case e.Title == "" || e.Text == "" || e.Cause == "" || len(e.Fixes) == 0:
			t.Errorf("%s: every entry has a title, a text, a cause and fixes", e.ID)
		case strings.HasSuffix(e.Text, ".") || strings.Contains(e.Text, "\n"):
			t.Errorf("%s: the text is one line without a full stop: %q", e.ID, e.Text)
		}
		last = e.ID
	}
}

func TestPrintSortsAndDropsRepetitions(t *testing.T) {
	twice := New(ListedTwice, "//b:b", Args{"exports": "`x`"})
	all := []Diagnostic{
		New(UnreadableInput, "//a:a", Args{"file": "{why}", "why": "gone"}),
		twice, twice,
		New(ListedTwice, "//a:a", Args{"exports": "`x`"}),
		New(ListedTwice, "b.go:10:2", Args{"exports": "`x`"}),
		New(ListedTwice, "b.go:9:20", Args{"exports": "`x`"}),
		New(ListedTwice, "b.go:9:3", Args{"exports": "`x`"}),
	}
	var first, second strings.Builder
	if err := Print(&first, all); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(all)
	if err := Print(&second, all); err != nil {
		t.Fatal(err)
	}
	const want = "//a:a: `exports` names `x` more than once [CSHARED104]\n" +
		"Possible fixes:\n- list each symbol once\n\n" +
		"//a:a: cannot read {why}: gone [CSHARED401]\n" +
		"Possible fixes:\n- build the target again\n- " + fileIssue + "\n\n" +
		"//b:b: `exports` names `x` more than once [CSHARED104]\n" +
		"Possible fixes:\n- list each symbol once\n\n" +
		"b.go:9:3: `exports` names `x` more than once [CSHARED104]\n" +
		"Possible fixes:\n- list each symbol once\n\n" +
		"b.go:9:20: `exports` names `x` more than once [CSHARED104]\n" +
		"Possible fixes:\n- list each symbol once\n\n" +
		"b.go:10:2: `exports` names `x` more than once [CSHARED104]\n" +
		"Possible fixes:\n- list each symbol once\n"
	if first.String() != want || second.String() != want {
		t.Errorf("got:\n%s\nand:\n%s\nwant:\n%s", &first, &second, want)
	}
}

func TestUnknownIDIsShown(t *testing.T) {
	const want = "//a:a: internal error: no diagnostic has the id CSHARED999; please file an issue\n"
	if got := New("CSHARED999", "//a:a", nil).String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNames(t *testing.T) {
	if got, want := Names([]string{"b", "a", "b"}), "`a`, `b`"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
