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

type jsonReport struct {
	Schema  int                     `json:"schema"`
	Label   string                  `json:"label"`
	Count   map[verdict.Outcome]int `json:"count"` // by outcome
	Results []jsonResult            `json:"results"`
}

type jsonResult struct {
	ID           string          `json:"id"`
	Kind         catalogue.Kind  `json:"kind"`
	Outcome      verdict.Outcome `json:"outcome"`
	Detail       string          `json:"detail"`
	Measured     string          `json:"measured"`
	Expected     string          `json:"expected"`
	Source       string          `json:"source"`
	Milliseconds float64         `json:"milliseconds"`
}

// JSON renders the results for programs.
func JSON(label string, results []verdict.Result) ([]byte, error) {
	whole := jsonReport{Schema: jsonSchema, Label: label, Count: Count(results), Results: []jsonResult{}}
	for _, r := range results {
		check, _ := catalogue.Lookup(r.ID)
		whole.Results = append(whole.Results, jsonResult{
			ID: r.ID, Kind: check.Kind, Outcome: r.Outcome, Detail: r.Detail,
			Measured: check.Measured, Expected: check.Expected, Source: check.Source,
			Milliseconds: float64(r.Took.Microseconds()) / 1000,
		})
	}
	text, err := json.MarshalIndent(whole, "", "  ")
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
