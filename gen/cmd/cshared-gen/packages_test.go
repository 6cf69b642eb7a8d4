package main

import (
	"path/filepath"
	"slices"
	"testing"
)

// TestAPIOrderOfPackages runs the cases with several packages again, with the packages in another order:
// neither outputs nor messages depend on it.
func TestAPIOrderOfPackages(t *testing.T) {
	several := 0
	for _, c := range readCases(t, apiCases) {
		groups := c.flagsByPackage()
		if len(groups) < 3 {
			continue
		}
		several++
		dir := t.TempDir()
		writeFile(t, filepath.Join(dir, "out", "keep"), nil)
		c.extract(t, dir)
		compile(t, dir, c.packages(), c.tags())
		run := func() map[string]string {
			stderr, exit := runIn(t, dir, slices.Concat(groups...))
			got := map[string]string{"stderr": stderr, "exit": exit}
			for _, name := range apiOutputs[2:] {
				if stderr == "" {
					got[name] = string(readFile(t, filepath.Join(dir, "out", name)))
				}
			}
			return got
		}
		first := run()
		slices.Reverse(groups[1:])
		for name, text := range run() {
			if first[name] != text {
				t.Errorf("%s: %s depends on the order of the packages:\n%s\n%s", c.path, name, first[name], text)
			}
		}
	}
	if several == 0 {
		t.Error("no case has several packages")
	}
}

// flagsByPackage returns the flags of no package, and then those of each.
func (c *goldenCase) flagsByPackage() [][]string {
	groups := [][]string{{}, {}}
	flags := slices.Concat(apiDefaults[1:], c.flags)
	var later []string // of the first package, which the defaults begin
	for _, name := range c.packages()["calc"] {
		later = append(later, "-src", name)
	}
	groups[0] = []string{"api"}
	for i := 0; i+1 < len(flags); i += 2 {
		pair := flags[i : i+2]
		switch flags[i] {
		case "-importpath":
			if len(groups[1]) > 0 {
				groups = append(groups, nil)
			}
			fallthrough
		case "-export-data", "-src", "-package-prefix":
			groups[len(groups)-1] = append(groups[len(groups)-1], pair...)
		default:
			groups[0] = append(groups[0], pair...)
		}
	}
	groups[1] = append(groups[1], later...)
	return groups
}
