// Package nearest finds what a misspelt word was meant to be.
package nearest

import "strings"

// Of returns the candidate that the word was meant to be, "" if none is near. Case does not count.
func Of(word string, candidates []string) string {
	if few := Few(word, candidates); len(few) > 0 {
		return few[0]
	}
	return ""
}

// Few returns the candidates that are nearest, in their order: three at most, none if none is near.
func Few(word string, candidates []string) []string {
	var best []string
	least := 2
	for _, c := range candidates {
		switch d := distance(strings.ToLower(word), strings.ToLower(c)); {
		case d < least:
			best, least = []string{c}, d
		case d == least:
			best = append(best, c)
		}
	}
	return best[:min(len(best), 3)]
}

// distance counts insertions, deletions, replacements, and exchanges of neighbours (optimal string
// alignment).
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range b {
		rows[0][j+1] = j + 1
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
