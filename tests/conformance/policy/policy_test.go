package policy

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	limits, err := Parse(map[string]string{"threads": "40"})
	if err != nil {
		t.Fatal(err)
	}
	if limits["threads"] != 40 {
		t.Errorf("threads = %d, want 40", limits["threads"])
	}
	for _, key := range Keys() {
		if key.Name != "threads" && limits[key.Name] != key.Default {
			t.Errorf("%s = %d, want the default %d", key.Name, limits[key.Name], key.Default)
		}
	}
}

func TestParseErrors(t *testing.T) {
	_, err := Parse(map[string]string{"threads": "many", "resident_kb": "-1", "thread": "3"})
	const want = "- \"policy\": resident_kb = \"-1\" is no limit: write a whole number that is not negative\n" +
		"- \"policy\": there is no limit \"thread\"; there are descriptors, growth_kb, idle_us, mapped_mb, resident_kb, thread_keys, threads\n" +
		"- \"policy\": threads = \"many\" is no limit: write a whole number that is not negative"
	if err == nil {
		t.Fatal("no error")
	}
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
}

func TestKeysAreSorted(t *testing.T) {
	if got := names(); !slices.IsSorted(got) {
		t.Errorf("keys are not sorted: %v", got)
	}
}
