package diag

import "slices"

// Entry describes one kind of problem. The texts have {holes}; Cause is for the manual only.
type Entry struct {
	ID    ID
	Title string
	Text  string
	Cause string
	Fixes []string
}

// Table returns every entry, sorted by id.
func Table() []Entry {
	return slices.Concat(exportEntries, attributeEntries, sourceEntries, inputEntries, symbolEntries, apiEntries, formEntries, libraryEntries, findingEntries, vectorEntries, gazelleEntries)
}

func lookup(id ID) (Entry, bool) {
	for _, e := range Table() {
		if e.ID == id {
			return e, true
		}
	}
	return Entry{}, false
}
