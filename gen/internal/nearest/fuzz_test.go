package nearest

import (
	"slices"
	"strings"
	"testing"
)

var names = []string{"export", "rename", "borrow", "panics", "infallible", "allow"}

// FuzzOf compares the distance with what it must be near to: each edit of a name counts one.
func FuzzOf(f *testing.F) {
	for _, seed := range []string{"", "export", "exprot", "EXPORT", "borow", "x", "панics", "\xff", "infalible"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, word string) {
		near := Of(word, names)
		if near == "" {
			return
		}
		if !slices.Contains(names, near) {
			t.Fatalf("Of(%q) = %q, which is no candidate", word, near)
		}
		d := distance(strings.ToLower(word), near)
		if back := distance(near, strings.ToLower(word)); d > 2 || d != back {
			t.Errorf("%q is %d from %q, and %d back", word, d, near, back)
		}
	})
}
