package catalogue

import (
	"regexp"
	"strings"
	"testing"

	"github.com/gocshared/rules_go_cshared/gen/internal/pagetest"
)

func TestPageIsUpToDate(t *testing.T) { pagetest.Compare(t, "../../../FINDINGS.md", Page()) }

func TestTable(t *testing.T) {
	// An id stands in comments, before its reason, and in attributes, before @ and an import path.
	id := regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9./-]*$`)
	var last ID
	for _, row := range Table() {
		switch {
		case !id.MatchString(string(row.ID)):
			t.Errorf("%s: an id is one word without @", row.ID)
		case row.ID == last:
			t.Errorf("%s stands twice", row.ID)
		case row.Title == "" || row.Text == "" || row.Why == "" || row.Fix == "":
			t.Errorf("%s: every row has a title, a text, a reason and a fix", row.ID)
		case row.Weight != Breaks && row.Weight != Surprises:
			t.Errorf("%s: unknown weight %q", row.ID, row.Weight)
		case len(row.Uses) == 0 && row.Raised == "":
			t.Errorf("%s: nothing raises it", row.ID)
		case !strings.Contains(row.Text, "{use}"):
			t.Errorf("%s: the text does not say what was written: %q", row.ID, row.Text)
		}
		for _, line := range []string{row.Title, row.Text, row.Fix} {
			if strings.HasSuffix(line, ".") || strings.Contains(line, "\n") {
				t.Errorf("%s: one line without a full stop: %q", row.ID, line)
			}
		}
		for _, use := range row.Uses {
			if (use.Where == Import) != (len(use.Names) == 0) {
				t.Errorf("%s: an import has no names, everything else has: %+v", row.ID, use)
			}
		}
		last = row.ID
	}
}
