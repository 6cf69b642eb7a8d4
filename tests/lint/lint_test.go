package lint

import (
	"errors"
	"testing"
)

// TestTree checks the repository itself.
func TestTree(t *testing.T) {
	root := moduleRoot(t)
	for _, check := range Checks(root) {
		t.Run(check.Name, func(t *testing.T) {
			report, err := check.Run(root)
			var missing *missingToolError
			if errors.As(err, &missing) {
				t.Skip(missing)
			}
			if err != nil {
				t.Fatal(err)
			}
			if report != "" {
				t.Error(report)
			}
		})
	}
}

func moduleRoot(t *testing.T) string {
	t.Helper()
	root, err := Root(".")
	if err != nil {
		t.Fatal(err)
	}
	return root
}
