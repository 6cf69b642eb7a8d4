//go:build routes_tagged

package table

// Tagged is there with the build tag only.
//
//cshared:export
func Tagged() bool { return true }
