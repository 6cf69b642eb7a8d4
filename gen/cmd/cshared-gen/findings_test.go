package main

import (
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/gen/internal/findings/catalogue"
	"github.com/gocshared/rules_go_cshared/gen/manifest"
)

const (
	findingsCases = "../../testdata/findings"
	rawManifest   = `{"schema": 1, "signals": "quiet", "go": {"version": "go1.26.8", "goos": "linux", "goarch": "amd64"}}`
	divertReport  = "divert sigaction cshared_load_sigaction 2\nalias runtime.tlsg cshared_go_tlsg present\n"
)

// TestFindings looks for findings in the Go packages of each case, a folder each, and lets the check
// refuse them. want/stderr is what a user sees, want/accepted what was accepted and why; a case with a
// manifest of its own also has what becomes of that.
func TestFindings(t *testing.T) {
	for _, c := range readCases(t, findingsCases) {
		t.Run(c.name(), func(t *testing.T) {
			c.compare(t, c.findings(t, c.sources()), []string{"exit", "stderr", "accepted", "manifest.json"})
		})
	}
}

// TestFindingsAreSorted gives each case its sources in the reverse order.
func TestFindingsAreSorted(t *testing.T) {
	for _, c := range readCases(t, findingsCases) {
		t.Run(c.name(), func(t *testing.T) {
			backwards := c.sources()
			for i, j := 0, len(backwards)-1; i < j; i, j = i+1, j-1 {
				backwards[i], backwards[j] = backwards[j], backwards[i]
			}
			if diff := cmp.Diff(c.findings(t, c.sources()), c.findings(t, backwards)); diff != "" {
				t.Errorf("the result depends on the order of the sources:\n%s", diff)
			}
		})
	}
}

// sources are the files of the case that lie in a folder.
func (c *goldenCase) sources() []string {
	var names []string
	for _, f := range c.archive.Files {
		if strings.Contains(f.Name, "/") && !strings.HasPrefix(f.Name, wantDir) {
			names = append(names, f.Name)
		}
	}
	return names
}

// importPath is that of the package in a folder, wherever Bazel keeps the folder.
func importPath(file string) string {
	return "example.com/" + path.Base(path.Dir(file))
}

func (c *goldenCase) findings(t *testing.T, sources []string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "raw.json"), []byte(rawManifest))
	writeFile(t, filepath.Join(dir, "diverted.txt"), []byte(divertReport))
	c.extract(t, dir)
	args := []string{
		"findings", "-label", "//lib:calc", "-manifest", "raw.json",
		"-divert-report", "diverted.txt", "-out", "manifest.json",
	}
	args = append(args, c.flags...)
	byPackage := map[string][]string{}
	var packages []string
	for _, file := range sources {
		p := importPath(file)
		if byPackage[p] == nil {
			packages = append(packages, p)
		}
		byPackage[p] = append(byPackage[p], "-src", file)
	}
	for _, p := range packages {
		args = append(append(args, "-package", p), byPackage[p]...)
	}
	got := map[string]string{}
	stderr, exit := runIn(t, dir, args)
	if exit == "0\n" {
		c.manifest(t, filepath.Join(dir, "manifest.json"), got)
		stderr, exit = runIn(t, dir, []string{"checkfindings", "-label", "//lib:calc", "-manifest", "manifest.json", "-ok", "ok"})
		if _, err := os.Stat(filepath.Join(dir, "ok")); (err == nil) != (exit == "0\n") {
			t.Errorf("exit code %q, but the file that says so: %v", exit, err)
		}
	} else if _, err := os.Stat(filepath.Join(dir, "manifest.json")); err == nil {
		t.Error("a run with problems wrote a manifest")
	}
	got["exit"], got["stderr"] = exit, stderr
	return got
}

// manifest takes what was accepted out of the manifest, and all of it where the case brought one.
func (c *goldenCase) manifest(t *testing.T, path string, got map[string]string) {
	t.Helper()
	m, err := manifest.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if m.Findings == nil {
		t.Error("the manifest does not say that findings were looked for")
	}
	for _, f := range m.Findings {
		if row, ok := catalogue.Lookup(catalogue.ID(f.ID)); !ok || f.Weight != string(row.Weight) {
			t.Errorf("the manifest has a finding %s with weight %q", f.ID, f.Weight)
		}
		if f.Accepted != "" {
			got["accepted"] += f.Position + ": " + f.ID + " in " + f.Package + ": " + f.Accepted + "\n"
		}
	}
	for _, f := range c.archive.Files {
		if f.Name == "raw.json" {
			got["manifest.json"] = string(readFile(t, path))
		}
	}
}

// TestEveryFindingHasAGolden keeps each in sight, with the whole of its text, by each way to raise it.
func TestEveryFindingHasAGolden(t *testing.T) {
	var said strings.Builder
	for _, c := range readCases(t, findingsCases) {
		for _, f := range c.archive.Files {
			if f.Name == wantDir+"stderr" {
				said.Write(f.Data)
			}
		}
	}
	for _, row := range catalogue.Table() {
		if !strings.Contains(said.String(), "("+string(row.ID)+", in package ") {
			t.Errorf("%s: no case in gen/testdata/findings raises it", row.ID)
		}
		for _, use := range row.Uses {
			for _, name := range use.Names {
				if strings.Contains(name, ".") {
					continue // a method, which needs types: gen/hygiene has it
				}
				if text := row.Message(path.Base(use.Package) + "." + name); !strings.Contains(said.String(), ": "+text+" (") {
					t.Errorf("%s: no case raises it by %s %s", row.ID, use.Package, name)
				}
			}
		}
	}
}
