package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func judged(t *testing.T) []Row {
	t.Helper()
	var rows []Row
	for _, in := range []struct {
		budget  Budget
		samples Samples
	}{
		{Budget{"load/x", "ms", Ratio, 1.02}, Samples{[]float64{6, 2, 4}, []float64{3, 1, 2}}},
		{Budget{"acquire", "ns", Added, 1}, Samples{[]float64{1.25}, []float64{1}}},
		{Budget{"conformance", "s", Absolute, 3}, Samples{[]float64{2.5, 2.5}, nil}},
	} {
		row, err := Judge(in.budget, in.samples)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

const wantJSON = `{
  "rows": [
    {
      "name": "load/x",
      "unit": "ms",
      "ours": 4,
      "baseline": 2,
      "ratio": 2,
      "kind": "ratio",
      "budget": 1.02,
      "ok": false,
      "rounds": 3,
      "spread": {
        "ours": [
          3,
          5
        ],
        "baseline": [
          1.5,
          2.5
        ],
        "ratio": [
          2,
          2
        ]
      }
    },
    {
      "name": "conformance",
      "unit": "s",
      "ours": 2.5,
      "baseline": null,
      "ratio": null,
      "kind": "absolute",
      "budget": 3,
      "ok": true,
      "rounds": 2,
      "spread": {
        "ours": [
          2.5,
          2.5
        ],
        "baseline": null,
        "ratio": null
      }
    }
  ]
}
`

func TestWriteJSON(t *testing.T) {
	rows := judged(t)
	var got strings.Builder
	if err := WriteJSON(&got, []Row{rows[0], rows[2]}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantJSON, got.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestWriteJSONWithoutRows(t *testing.T) {
	var got strings.Builder
	if err := WriteJSON(&got, nil); err != nil {
		t.Fatal(err)
	}
	if want := "{\n  \"rows\": []\n}\n"; got.String() != want {
		t.Errorf("got %q, want %q", got.String(), want)
	}
}

func TestWriteTable(t *testing.T) {
	var got strings.Builder
	if err := WriteTable(&got, judged(t)); err != nil {
		t.Fatal(err)
	}
	want := `row          unit  ours     baseline         ratio  budget   rounds  ok
load/x       ms    4 [3 5]  2 [1.500 2.500]  2      ≤ 1.02   3       OVER
acquire      ns    1.250    1                1.250  ≤ +1 ns  1       ok
conformance  s     2.500    -                -      ≤ 3 s    2       ok
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
