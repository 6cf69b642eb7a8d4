// Package policy has the limits that the owner of a library may set in go_cshared_test: bounds of what has no
// exact value, such as threads and memory. One table is the defaults, the documentation and the check of keys.
package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Key is one limit.
type Key struct {
	Name    string
	Unit    string
	Default int64
	Meaning string
}

// Keys are all limits, by name.
func Keys() []Key {
	return []Key{
		{"descriptors", "count", 6, "descriptors that load and first call may open"},
		{"growth_kb", "kB", 4 << 10, "resident memory that 1000 threads may leave behind, one after another with a call each"},
		{"idle_us", "µs/s", 5000, "processor time in a second in which nobody calls"},
		{"mapped_mb", "MB", 4 << 10, "address space that load and first call may add"},
		{"resident_kb", "kB", 16 << 10, "resident memory that load and first call may add"},
		{"thread_keys", "count", 4, "keys of pthread_key_create that load and first call may take"},
		{"threads", "count", 12, "threads that may be there after the first call, at rest, beside the host's own"},
	}
}

// Limits are the values of all keys.
type Limits map[string]int64

// Parse reads what is written in the attribute `policy`, and fills in the defaults. All that is wrong with it
// is in the error, a line each.
func Parse(written map[string]string) (Limits, error) {
	limits := Limits{}
	for _, key := range Keys() {
		limits[key.Name] = key.Default
	}
	var problems []string
	for name, text := range written {
		if _, ok := limits[name]; !ok {
			problems = append(problems, fmt.Sprintf("- \"policy\": there is no limit %q; there are %s", name, strings.Join(names(), ", ")))
			continue
		}
		value, err := strconv.ParseInt(text, 10, 64)
		if err != nil || value < 0 {
			problems = append(problems, fmt.Sprintf("- \"policy\": %s = %q is no limit: write a whole number that is not negative", name, text))
			continue
		}
		limits[name] = value
	}
	if len(problems) > 0 {
		slices.Sort(problems)
		return nil, fmt.Errorf("%s", strings.Join(problems, "\n"))
	}
	return limits, nil
}

func names() []string {
	var all []string
	for _, key := range Keys() {
		all = append(all, key.Name)
	}
	return all
}
