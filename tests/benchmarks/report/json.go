package report

import (
	"encoding/json"
	"io"
)

// WriteJSON prints one object, {"rows": [...]}.
func WriteJSON(w io.Writer, rows []Row) error {
	if rows == nil {
		rows = []Row{} // "rows" is a list, also without rows
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		Rows []Row `json:"rows"`
	}{rows})
}
