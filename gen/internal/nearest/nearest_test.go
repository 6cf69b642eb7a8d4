package nearest

import (
	"slices"
	"testing"
)

func TestOf(t *testing.T) {
	words := []string{"export", "rename", "os.Exit", "CSHARED607", "CSHARED610"}
	for word, want := range map[string]string{
		"export": "export", "EXPROT": "export", "exp": "", "expor": "export", "renamed": "rename",
		"os.exti": "os.Exit", "cshared670": "CSHARED607", "CSHARED6107": "CSHARED607", "": "", "gen": "",
	} {
		if got := Of(word, words); got != want {
			t.Errorf("nearest to %q is %q, want %q", word, got, want)
		}
	}
}

func TestFewAreThoseOfOneDistance(t *testing.T) {
	words := []string{"CSHARED101", "CSHARED102", "CSHARED110", "CSHARED111", "CSHARED201"}
	for word, want := range map[string][]string{
		"CSHARED103": {"CSHARED101", "CSHARED102"},
		"CSHARED01":  {"CSHARED101", "CSHARED201"},
		"CSHARED99":  nil,
		"cshared1":   {"CSHARED101", "CSHARED102", "CSHARED110"},
	} {
		if got := Few(word, words); !slices.Equal(got, want) {
			t.Errorf("nearest to %q are %q, want %q", word, got, want)
		}
	}
}
