package binary

import (
	"debug/elf"
	"fmt"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

// versionNodes returns the version nodes that the file defines. The base definition, which names
// the file itself, is none.
func versionNodes(f *elf.File) []string {
	defined, err := f.DynamicVersions()
	if err != nil {
		return nil // No version section at all.
	}
	var nodes []string
	for _, v := range defined {
		if v.Flags&elf.VER_FLG_BASE == 0 {
			nodes = append(nodes, v.Name)
		}
	}
	return nodes
}

// VersionNodes returns the version nodes that the file defines, but the base definition.
func VersionNodes(f *elf.File) []string { return versionNodes(f) }

func symbolVersion(a *artefact.Artefact) verdict.Verdict {
	want, nodes := a.Manifest.SymbolVersion, versionNodes(a.Library)
	if want == "" {
		if len(nodes) > 0 {
			return verdict.Failf("defines the version nodes %s, but the library has no `symbol_version`. Remove the names from the version script, or set it", few(nodes))
		}
		return verdict.Passf("no version nodes, as declared")
	}
	if len(nodes) != 1 || nodes[0] != want {
		return verdict.Failf("version nodes: %s, want %q alone", quoted(nodes), want)
	}
	got, err := exported(a.Library)
	if err != nil {
		return verdict.Failf("cannot read the dynamic symbols: %v", err)
	}
	var wrong []string
	for _, s := range got {
		switch {
		case s.Version != want:
			wrong = append(wrong, s.Name+" (no version)") // There is no other node, see above.
		case s.VersionIndex.IsHidden():
			wrong = append(wrong, fmt.Sprintf("%s@%s (not the default version)", s.Name, want))
		}
	}
	if len(wrong) > 0 {
		return verdict.Failf("not %s: %s. All exports must stand in the one node of the version script", "@@"+want, few(wrong))
	}
	return verdict.Passf("@@%s", want)
}

func glibcFloor(a *artefact.Artefact) verdict.Verdict {
	highest, from, err := highestGlibc(a.Library)
	if err != nil {
		return verdict.Failf("%v", err)
	}
	limit := a.Manifest.MinGlibc
	switch {
	case limit == "":
		return verdict.Reportf("needs glibc %s; set `min_glibc` (`cshared check` has -min-glibc) to have it checked", highest)
	case newer(highest, parseGlibc(limit)):
		return verdict.Failf("needs glibc %s (%s), but `min_glibc` is %s. Link against an older sysroot, or raise `min_glibc`", highest, from, limit)
	}
	return verdict.Passf("needs glibc %s, at most %s", highest, limit)
}

type glibc struct{ major, minor int }

func (g glibc) String() string {
	if g == (glibc{}) {
		return "of any version"
	}
	return fmt.Sprintf("%d.%d", g.major, g.minor)
}

func newer(a, b glibc) bool {
	return a.major > b.major || a.major == b.major && a.minor > b.minor
}

func parseGlibc(text string) (g glibc) {
	// What follows the minor number (2.2.5) never decides.
	fmt.Sscanf(text, "%d.%d", &g.major, &g.minor)
	return g
}

// glibcMarks are versions that glibc defines for a feature rather than for a release.
var glibcMarks = map[string]glibc{
	"GLIBC_ABI_DT_RELR": {2, 36},
}

func highestGlibc(f *elf.File) (highest glibc, from string, err error) {
	needs, err := f.DynamicVersionNeeds()
	if err != nil {
		return highest, "", nil // No version section at all.
	}
	for _, library := range needs {
		for _, need := range library.Needs {
			number, ok := strings.CutPrefix(need.Dep, "GLIBC_")
			if !ok {
				continue
			}
			version, marked := glibcMarks[need.Dep]
			if !marked {
				version = parseGlibc(number)
			}
			if version.major == 0 {
				return highest, "", fmt.Errorf("needs %s of %s, which names no release of glibc. Link without the code that asks for it", need.Dep, library.Name)
			}
			if newer(version, highest) {
				highest, from = version, library.Name+" "+need.Dep
			}
		}
	}
	return highest, from, nil
}
