package shims

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

const root = "../../../.."

func load(t *testing.T, parts ...string) ir.Shims {
	t.Helper()
	s, err := Load(parts)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(s.Functions)
	return s
}

// TestFunctionsAreTheCompilers compares the names that are read out of the headers of each part with
// those that the compiler finds declared in them.
func TestFunctionsAreTheCompilers(t *testing.T) {
	aux := regexp.MustCompile(`(?m)^/\* [^*]*include/cshared/(\w+)\.h:\d+:N[CO] \*/ .*?\b(cshared_\w+) ?\(`)
	for _, part := range Parts() {
		t.Run(part, func(t *testing.T) {
			dir := t.TempDir()
			source, list := filepath.Join(dir, "all.c"), filepath.Join(dir, "list")
			files := append([]string{"status"}, parts[part]...)
			text := ""
			for _, file := range files {
				text += fmt.Sprintf("#include \"cshared/%s.h\"\n", file)
			}
			if err := os.WriteFile(source, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			include := "-I" + filepath.Join(root, "runtime_shim/include")
			if out, err := exec.Command("gcc", include, "-fsyntax-only", "-aux-info", list, source).CombinedOutput(); err != nil {
				t.Fatalf("gcc: %v\n%s", err, out)
			}
			data, err := os.ReadFile(list)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for _, match := range aux.FindAllStringSubmatch(string(data), -1) {
				if slices.Contains(files, match[1]) {
					want = append(want, match[2])
				}
			}
			slices.Sort(want)
			if len(want) < 3 {
				t.Fatalf("gcc finds %d functions in %s", len(want), text)
			}
			if diff := cmp.Diff(want, load(t, part).Functions); diff != "" {
				t.Errorf("functions (-gcc +ours):\n%s", diff)
			}
		})
	}
}

// TestStatusesAreTheCompilers lets the compiler print the list that is read out of status.h.
func TestStatusesAreTheCompilers(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "statuses")
	source := "#include \"cshared/status.h\"\n#include <stdio.h>\n#define PRINT(name, value, text) printf(\"%s %d %s\\n\", #name, value, text);\n" +
		"int main(void) { CSHARED_STATUS_MAP(PRINT) printf(\"FIRST %d\\n\", CSHARED_STATUS_FIRST); return 0; }\n"
	if err := os.WriteFile(program+".c", []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("gcc", "-I"+filepath.Join(root, "runtime_shim/include"), "-o", program, program+".c").CombinedOutput(); err != nil {
		t.Fatalf("gcc: %v\n%s", err, out)
	}
	want, err := exec.Command(program).Output()
	if err != nil {
		t.Fatal(err)
	}
	s := load(t, "timer")
	var got strings.Builder
	for _, status := range s.Statuses {
		fmt.Fprintln(&got, status.Name, status.Value, status.Text)
	}
	fmt.Fprintln(&got, "FIRST", s.FirstStatus)
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("statuses (-gcc +ours):\n%s", diff)
	}
}

// TestPartsStandAlone finds names, in comments too, that a part's own header would not declare: a
// library can export the part alone.
func TestPartsStandAlone(t *testing.T) {
	comments := regexp.MustCompile(`(?s)/\*.*?\*/`)
	name := regexp.MustCompile(`\b(?i:cshared[_/])\w*`)
	for _, part := range Parts() {
		s := load(t, part)
		text := s.Preface + strings.Join(s.Sections, "")
		declared := append(name.FindAllString(comments.ReplaceAllString(text, ""), -1), s.Declared...)
		for _, status := range s.Statuses {
			declared = append(declared, "CSHARED_"+status.Name)
		}
		for _, found := range name.FindAllString(text, -1) {
			if !slices.Contains(declared, found) || strings.HasPrefix(found, "cshared_handle") {
				t.Errorf("%s: the headers of the part mention %s, which they do not declare", part, found)
			}
		}
	}
}
