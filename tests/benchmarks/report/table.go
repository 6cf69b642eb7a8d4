package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
)

// WriteTable prints the rows for people: medians, with the quartiles of the rounds in brackets.
func WriteTable(w io.Writer, rows []Row) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "row\tunit\tours\tbaseline\tratio\tbudget\trounds\tok")
	for _, row := range rows {
		baseline, ratio := "-", "-"
		if row.Baseline != nil {
			baseline, ratio = cell(*row.Baseline, *row.Spread.Baseline), cell(*row.Ratio, *row.Spread.Ratio)
		}
		fmt.Fprintln(table, strings.Join([]string{
			row.Name, row.Unit, cell(row.Ours, row.Spread.Ours), baseline, ratio,
			bound(row), strconv.Itoa(row.Rounds), verdict(row.OK),
		}, "\t"))
	}
	return table.Flush()
}

func bound(row Row) string {
	limit := strconv.FormatFloat(row.Budget, 'g', -1, 64)
	switch row.Kind {
	case Added:
		return "≤ +" + limit + " " + row.Unit
	case Absolute:
		return "≤ " + limit + " " + row.Unit
	default:
		return "≤ " + limit
	}
}

func verdict(ok bool) string {
	if ok {
		return "ok"
	}
	return "OVER"
}

func cell(median float64, quartiles [2]float64) string {
	if quartiles[0] == quartiles[1] {
		return number(median)
	}
	return fmt.Sprintf("%s [%s %s]", number(median), number(quartiles[0]), number(quartiles[1]))
}

// number keeps whole numbers (bytes) whole and gives others three decimals, enough for a budget of
// two.
func number(x float64) string {
	if x == float64(int64(x)) {
		return strconv.FormatInt(int64(x), 10)
	}
	return strconv.FormatFloat(x, 'f', 3, 64)
}
