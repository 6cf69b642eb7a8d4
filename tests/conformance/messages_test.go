package conformance_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

const saidSection = "failures"

// varying is what differs from machine to machine or from run to run in a message.
var varying = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`\S*/(lib[a-z]+\.so)`), "$1"},
	{regexp.MustCompile(`\b[0-9a-f]{32,40}\b`), "ID"},
	{regexp.MustCompile(`0x[0-9a-f]+`), "ADDRESS"},
	{regexp.MustCompile(`it is [0-9]+ now`), "it is N now"},
	{regexp.MustCompile(`\b(left|add|hard|process group|uses|control) [0-9]+`), "$1 N"},
	{regexp.MustCompile(`-> [0-9]+, want`), "-> N, want"},
	{regexp.MustCompile(`where \x60[^\x60]*\x60 was, is \x60descriptor [0-9]+\x60`), "where `X` was, is `descriptor N`"},
	{regexp.MustCompile(`\S*/host[0-9]+/host`), "HOST"},
	{regexp.MustCompile(`\b[0-9]+ ns\b`), "N ns"},
	{regexp.MustCompile(`from [0-9]+ to`), "from N to"},
	{regexp.MustCompile(`took [0-9]+ ms`), "took N ms"},
	{regexp.MustCompile(`make the process [0-9]+ kB`), "make the process N kB"},
	{regexp.MustCompile(`[0-9.]+ us\b`), "N us"},
	{regexp.MustCompile(`in a process with [0-9]+`), "in a process with N"},
	{regexp.MustCompile(`(?:\.debug_[a-z]+, )+\.`), ".debug_…, ."},
}

// saidBy renders what the failing checks say. What only may fail is left out.
func (f fixture) saidBy(results []verdict.Result) string {
	var b strings.Builder
	for _, r := range results {
		if r.Outcome != verdict.Fail || slices.Contains(f.MayFail, r.ID) {
			continue
		}
		detail := r.Detail
		for _, v := range varying {
			detail = v.pattern.ReplaceAllString(detail, v.instead)
		}
		b.WriteString(r.ID + ": " + detail + "\n")
	}
	return b.String()
}

func (f fixture) checkSaid(t *testing.T, results []verdict.Result) {
	t.Helper()
	got := f.saidBy(results)
	path := filepath.Join("testdata/fixtures", f.name+".txtar")
	if *update {
		archive := parse(t, path)
		archive.Files = slices.DeleteFunc(archive.Files, func(file txtar.File) bool { return file.Name == saidSection })
		archive.Files = append(archive.Files, txtar.File{Name: saidSection, Data: []byte(got)})
		if err := os.WriteFile(path, txtar.Format(archive), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(f.said, got); diff != "" {
		t.Errorf("messages (-want +got). To write them anew: go test ./tests/conformance -update\n%s", diff)
	}
}
