package gazelle_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var seed = flag.Uint64("seed", 1, "of the changes in TestConvergence")

const (
	steps     = 200
	rootBuild = "# gazelle:prefix example.com/try\n# gazelle:cshared_naming path\n"
)

// A history is a workspace that changes at random: packages by folder, each the text of its Go file.
type history struct {
	random   *rand.Rand
	packages map[string]pack
	log      []string
}

type pack struct {
	says int
	text string
}

// TestConvergence adds, removes, moves and changes libraries. After each step the BUILD files, which have
// grown over all steps before, have to be those that a workspace gets which never had any.
func TestConvergence(t *testing.T) {
	h := &history{random: rand.New(rand.NewPCG(*seed, 0)), packages: map[string]pack{}}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "MODULE.bazel"), []byte("module(name = \"try\")\n"))
	write(t, filepath.Join(dir, "BUILD.bazel"), []byte(rootBuild))
	most := 0
	for range steps {
		h.change()
		h.lay(t, dir)
		if _, stderr, exit := gazelleIn(t, dir); exit != 0 {
			t.Fatalf("seed %d, %s\n%s", *seed, strings.Join(h.log, "\n"), stderr)
		}
		clean := t.TempDir()
		write(t, filepath.Join(clean, "MODULE.bazel"), []byte("module(name = \"try\")\n"))
		write(t, filepath.Join(clean, "BUILD.bazel"), []byte(rootBuild))
		h.lay(t, clean)
		if _, stderr, exit := gazelleIn(t, clean); exit != 0 {
			t.Fatalf("seed %d, a clean run:\n%s", *seed, stderr)
		}
		want := buildFiles(t, clean)
		most = max(most, len(want))
		if d := cmp.Diff(want, buildFiles(t, dir)); d != "" {
			t.Fatalf("seed %d: -clean +grown, after\n%s\n%s", *seed, strings.Join(h.log, "\n"), d)
		}
		os.RemoveAll(clean)
	}
	if most < 10 {
		t.Errorf("there were never more than %d BUILD files: the changes show nothing", most)
	}
}

// A kind of packages. What a source leaves open stays as the BUILD file has it, so a package never says
// less than before, unless it stops being a library.
type kind struct {
	name string
	main bool
	says int    // how much of the library
	text string // %[1]s is the name of the Go package, %[2]s that of a library
}

var kinds = []kind{
	{"plain", false, 0, "package %[1]s\n\n// F is one.\nfunc F() {}\n"},
	{"api", false, 1, "package %[1]s\n\n// F is one.\n//\n//cshared:export\nfunc F() {}\n"},
	{"marked", false, 2, "//cshared:library prefix=%[2]s_ version=1.0.0\npackage %[1]s\n\n//cshared:export\nfunc F() {}\n"},
	{"named", false, 3, "//cshared:library name=%[2]s prefix=%[2]s_ version=1.0.0\npackage %[1]s\n\n//cshared:export\nfunc F() {}\n"},
	{"own", false, 3, "//cshared:library name=%[1]s prefix=%[2]s_ version=2.0.0\npackage %[1]s\n\n//cshared:export\nfunc F() {}\n"},
	{"command", true, 0, "package main\n\nfunc main() { println(1) }\n"},
	{"raw", true, 1, "package main\n\nimport \"C\"\n\n//export %[2]s_f\nfunc %[2]s_f() {}\n\nfunc main() {}\n"},
	{"called", true, 0, "package main\n\nimport \"C\"\n\n//export %[2]s_f\nfunc %[2]s_f() {}\n\nfunc main() { println(1) }\n"},
}

// folder is of ordinary packages, or of commands: when one becomes the other, the Go language keeps names
// and visibility.
func (h *history) folder() string {
	return filepath.Join(string(rune('a'+h.random.IntN(4))), string(rune('p'+h.random.IntN(6))))
}

func isMain(folder string) bool { return filepath.Base(folder) >= "s" }

func (h *history) become(folder string) {
	old := h.packages[folder]
	var possible []kind
	for _, k := range kinds {
		if k.main == isMain(folder) && (k.says == 0 || k.says >= old.says) {
			possible = append(possible, k)
		}
	}
	k := possible[h.random.IntN(len(possible))]
	library := strings.ReplaceAll(folder, "/", "") + fmt.Sprint(len(h.log)) // unique in the workspace, also after a move
	h.packages[folder] = pack{k.says, strings.NewReplacer("%[1]s", filepath.Base(folder), "%[2]s", library).Replace(k.text)}
	h.log = append(h.log, folder+" becomes "+k.name+" "+library)
}

func (h *history) change() {
	folder, other := h.folder(), h.folder()
	_, there := h.packages[folder]
	_, otherThere := h.packages[other]
	switch n := h.random.IntN(10); {
	case there && n < 2:
		delete(h.packages, folder)
		h.log = append(h.log, "remove "+folder)
	case there && !otherThere && isMain(folder) == isMain(other) && n < 5:
		h.packages[other] = h.packages[folder]
		delete(h.packages, folder)
		h.log = append(h.log, "move "+folder+" to "+other)
	default:
		h.become(folder)
	}
}

// lay writes the Go files, and deletes those of packages that are gone: in some of the folders, all.
func (h *history) lay(t *testing.T, dir string) {
	files, err := filepath.Glob(filepath.Join(dir, "?", "?", "f.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		rel, _ := filepath.Rel(dir, filepath.Dir(file))
		if _, there := h.packages[rel]; !there {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}
	}
	for folder, p := range h.packages {
		write(t, filepath.Join(dir, folder, "f.go"), []byte(p.text))
	}
}
