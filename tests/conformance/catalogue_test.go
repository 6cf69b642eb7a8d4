package conformance_test

import (
	"flag"
	"maps"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/tests/conformance/binary"
	"github.com/gocshared/rules_go_cshared/tests/conformance/built"
	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/coverage"
	"github.com/gocshared/rules_go_cshared/tests/conformance/header"
	"github.com/gocshared/rules_go_cshared/tests/conformance/policy"
)

var update = flag.Bool("update", false, "write CHECKS.md and the messages of the fixtures anew")

func TestChecksPageIsCurrent(t *testing.T) {
	var extra catalogue.Extra
	for _, rule := range binary.PathRules() {
		extra.PathRules = append(extra.PathRules, [2]string{rule.Name, rule.Pattern})
	}
	for _, key := range policy.Keys() {
		extra.Limits = append(extra.Limits, [4]string{key.Name, key.Unit, strconv.FormatInt(key.Default, 10), key.Meaning})
	}
	want := catalogue.Markdown(extra) + coverage.Markdown()
	if *update {
		write(t, "CHECKS.md", []byte(want))
	}
	got, err := os.ReadFile("CHECKS.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("CHECKS.md differs from the catalogue (-want +got). To write it anew: go test ./tests/conformance -update\n%s", diff)
	}
}

func TestCatalogueIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range catalogue.All() {
		if seen[c.ID] {
			t.Errorf("%s is in the catalogue twice", c.ID)
		}
		if !slices.Contains(catalogue.Groups(), c.Group()) {
			t.Errorf("%s: there is no group %q", c.ID, c.Group())
		}
		if c.Title == "" || c.Measured == "" || c.Expected == "" || c.Source == "" {
			t.Errorf("%s: a text is missing", c.ID)
		}
		for _, need := range c.Needs {
			if !seen[need] {
				t.Errorf("%s needs %s, which does not run before it", c.ID, need)
			}
		}
		seen[c.ID] = true
	}
}

func TestCatalogueAndChecksAgree(t *testing.T) {
	for group, ids := range map[string][]string{
		"binary": slices.Sorted(maps.Keys(binary.Checks())),
		"header": slices.Sorted(maps.Keys(header.Checks())),
		"built":  slices.Sorted(maps.Keys(built.Checks())),
	} {
		var want []string
		for _, c := range catalogue.InGroup(group) {
			want = append(want, c.ID)
		}
		slices.Sort(want)
		if diff := cmp.Diff(want, ids); diff != "" {
			t.Errorf("group %s (-catalogue +functions):\n%s", group, diff)
		}
	}
}
