package ir

import (
	"cmp"
	"slices"
)

func sorted(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// Sort brings the data into its one order.
func (l *Library) Sort() {
	slices.SortStableFunc(l.Functions, func(a, b Function) int { return cmp.Compare(a.Name, b.Name) })
	l.CNames = sorted(l.CNames)
	l.Link.Needed = sorted(l.Link.Needed)
	l.Shims.sort()
}
