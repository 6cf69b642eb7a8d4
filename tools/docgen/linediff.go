package main

import (
	"fmt"
	"strings"
)

// lineDiff returns the lines to take out of old (-) and to put in (+) to get new, each group
// behind the line number in old where it stands. Equal texts have no difference.
//
// Rows of the page are long lines that are alike, which a difference inside of lines would cut to
// pieces.
func lineDiff(old, new string) string {
	a, b := strings.Split(old, "\n"), strings.Split(new, "\n")
	common := commonLines(a, b)
	var out strings.Builder
	inGroup := false
	change := func(line int, sign, text string) {
		if !inGroup {
			fmt.Fprintf(&out, "@ %d\n", line+1)
			inGroup = true
		}
		fmt.Fprintf(&out, "%s %s\n", sign, text)
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			i, j, inGroup = i+1, j+1, false
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			change(i, "-", a[i])
			i++
		default:
			change(i, "+", b[j])
			j++
		}
	}
	return out.String()
}

// commonLines tells how many lines a[i:] and b[j:] can have in common, in order.
func commonLines(a, b []string) [][]int {
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	return common
}
