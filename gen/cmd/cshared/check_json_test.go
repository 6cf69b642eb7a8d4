package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// What readers of the JSON rely on, written down once more: a field that changes its name is seen here.
type checkDocument struct {
	Schema  int           `json:"schema"`
	Reports []checkReport `json:"reports"`
	Refused []struct {
		File  string   `json:"file"`
		Error string   `json:"error"`
		Fixes []string `json:"fixes"`
	} `json:"refused"`
}

type checkReport struct {
	Schema  int            `json:"schema"`
	Label   string         `json:"label"`
	Count   map[string]int `json:"count"`
	Results []checkRow     `json:"results"`
	About   struct {
		File     string            `json:"file"`
		Machine  string            `json:"machine"`
		HasGo    bool              `json:"has_go"`
		Go       string            `json:"go"`
		Settings map[string]string `json:"settings"`
		Note     *struct {
			Library string `json:"library"`
			Version string `json:"version"`
			Prefix  string `json:"prefix"`
			Panics  string `json:"panics"`
			Hash    string `json:"hash"`
		} `json:"note"`
		NoteProblem string `json:"note_problem"`
		Manifest    string `json:"manifest"`
		Exports     int    `json:"exports"`
		ExportsFrom string `json:"exports_from"`
		Signals     string `json:"signals"`
		Call        string `json:"call"`
		NotLoaded   string `json:"not_loaded"`
	} `json:"about"`
	Probes int `json:"probes"`
}

type checkRow struct {
	ID           string  `json:"id"`
	Kind         string  `json:"kind"`
	Outcome      string  `json:"outcome"`
	Detail       string  `json:"detail"`
	Measured     string  `json:"measured"`
	Expected     string  `json:"expected"`
	Source       string  `json:"source"`
	Milliseconds float64 `json:"milliseconds"`
	Why          string  `json:"why"`
	Fix          string  `json:"fix"`
}

// checkAllJSON runs check -json, and reads what it prints.
func checkAllJSON(t *testing.T, exit int, args ...string) (*checkDocument, string) {
	t.Helper()
	var stdout, stderr strings.Builder
	got := run(append([]string{"check", "-json"}, args...), &stdout, &stderr)
	all := new(checkDocument)
	d := json.NewDecoder(strings.NewReader(stdout.String()))
	d.DisallowUnknownFields()
	if err := d.Decode(all); err != nil || all.Schema != 1 || all.Reports == nil || all.Refused == nil {
		t.Fatalf("%v: %+v\n%s%s", err, all, &stdout, &stderr)
	}
	if got != exit {
		t.Errorf("cshared check %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), got, exit, &stdout, &stderr)
	}
	return all, stderr.String()
}

func checkJSON(t *testing.T, exit int, args ...string) *checkReport {
	t.Helper()
	all, stderr := checkAllJSON(t, exit, args...)
	if len(all.Reports) != 1 || stderr != "" {
		t.Fatalf("%d reports, want one\n%s", len(all.Reports), stderr)
	}
	return &all.Reports[0]
}

// with returns the ids of the checks that have an outcome.
func (r *checkReport) with(outcome string) []string {
	var ids []string
	for _, row := range r.Results {
		if row.Outcome == outcome {
			ids = append(ids, row.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

func (r *checkReport) row(t *testing.T, id string) checkRow {
	t.Helper()
	for _, row := range r.Results {
		if row.ID == id {
			return row
		}
	}
	t.Fatalf("there is no row %s in %+v", id, r.Results)
	return checkRow{}
}
