package generated

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Monorepo writes a workspace of Go packages, each of three files of some 60 lines that import up to three
// others, and a test. So many of them, evenly spread, are C libraries.
func Monorepo(folder string, packages, libraries int) error {
	files := map[string]string{
		"MODULE.bazel": "module(name = \"monorepo\")\n",
		"go.mod":       "module example.com/monorepo\n\ngo 1.26.0\n",
		"BUILD.bazel":  "# gazelle:prefix example.com/monorepo\n",
	}
	for i := range packages {
		name := fmt.Sprintf("p%04d", i)
		dir := monorepoFolder(i)
		for _, part := range []string{"a", "b", "c"} {
			files[dir+"/"+part+".go"] = monorepoFile(name, part, i, i%(packages/libraries) == 0)
		}
		files[dir+"/a_test.go"] = fmt.Sprintf("package %s\n\nimport \"testing\"\n\nfunc Test(t *testing.T) { Fa0(1) }\n", name)
	}
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// monorepoFolder spreads the packages over folders of twenty.
func monorepoFolder(i int) string { return fmt.Sprintf("team%02d/p%04d", i/20, i) }

func monorepoFile(name, part string, i int, library bool) string {
	var b strings.Builder
	if library && part == "a" {
		fmt.Fprintf(&b, "//cshared:library name=%[1]s prefix=%[1]s_ version=1.0.0\n", name)
	}
	fmt.Fprintf(&b, "package %s\n\nimport (\n\t\"fmt\"\n\t\"strings\"\n", name)
	for _, step := range []int{1, 7, 31} {
		if i >= step {
			fmt.Fprintf(&b, "\t_ \"example.com/monorepo/%s\"\n", monorepoFolder(i-step))
		}
	}
	b.WriteString(")\n")
	for f := range 8 {
		fmt.Fprintf(&b, "\n// F%s%d counts to a number, and says so in words of its own.\n", part, f)
		if library && f < 3 {
			b.WriteString("//\n//cshared:export\n")
		}
		fmt.Fprintf(&b, "func F%s%d(n int) string {\n\tvar words []string\n\tfor i := range n {\n\t\twords = append(words, fmt.Sprint(i))\n\t}\n\treturn strings.Join(words, \" \")\n}\n", part, f)
	}
	return b.String()
}
