package report

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/gocshared/rules_go_cshared/tests/conformance/catalogue"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// jsonSchema is raised when a field changes its meaning or goes away.
const jsonSchema = 1

// Document is one report for programs.
type Document struct {
	Schema  int                     `json:"schema"`
	Label   string                  `json:"label"`
	Count   map[verdict.Outcome]int `json:"count"` // by outcome
	Results []Row                   `json:"results"`
}

// Row is the result of one check.
type Row struct {
	ID           string          `json:"id"`
	Kind         catalogue.Kind  `json:"kind"`
	Outcome      verdict.Outcome `json:"outcome"`
	Detail       string          `json:"detail"`
	Measured     string          `json:"measured"`
	Expected     string          `json:"expected"`
	Source       string          `json:"source"`
	Milliseconds float64         `json:"milliseconds"`
	Why          string          `json:"why,omitempty"` // of a failure: what it costs a host
	Fix          string          `json:"fix,omitempty"` // and what mends it
}

// Of makes the document.
func Of(label string, results []verdict.Result) Document {
	whole := Document{Schema: jsonSchema, Label: label, Count: Count(results), Results: []Row{}}
	for _, r := range results {
		check, _ := catalogue.Lookup(r.ID)
		row := Row{
			ID: r.ID, Kind: check.Kind, Outcome: r.Outcome, Detail: r.Detail,
			Measured: check.Measured, Expected: check.Expected, Source: check.Source,
			Milliseconds: float64(r.Took.Microseconds()) / 1000,
		}
		if r.Outcome == verdict.Fail {
			e := catalogue.Explain(r.ID)
			row.Why, row.Fix = e.Why, e.Remedy()
		}
		whole.Results = append(whole.Results, row)
	}
	return whole
}

// JSON renders the results for programs.
func JSON(label string, results []verdict.Result) ([]byte, error) {
	text, err := json.MarshalIndent(Of(label, results), "", "  ")
	return append(text, '\n'), err
}

// WriteJSON writes them to a file.
func WriteJSON(path, label string, results []verdict.Result) error {
	text, err := JSON(label, results)
	if err == nil {
		err = os.WriteFile(path, text, 0o666)
	}
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}
