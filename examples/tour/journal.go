package tour

// journal has no lock: the functions of its domain never run at once.
var journal []string

// Note writes a line into the journal, and returns its number.
//
//cshared:export
//cshared:serialize journal
func Note(line string) int {
	journal = append(journal, line)
	return len(journal)
}

// Notes calls visit for each line of the journal.
//
//cshared:export
//cshared:borrow visit
//cshared:serialize journal
func Notes(visit func(number int, line string) error) error {
	for i, line := range journal {
		if err := visit(i+1, line); err != nil {
			return err
		}
	}
	return nil
}
