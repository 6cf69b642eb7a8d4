package binary

import (
	"debug/elf"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/gocshared/rules_go_cshared/tests/conformance/artefact"
	"github.com/gocshared/rules_go_cshared/tests/conformance/verdict"
)

func soname(a *artefact.Artefact) verdict.Verdict {
	got, err := a.Library.DynString(elf.DT_SONAME)
	if err != nil {
		return verdict.Failf("cannot read DT_SONAME: %v", err)
	}
	want := a.Manifest.SOName
	if len(got) != 1 || got[0] != want {
		return verdict.Failf("SONAME: %s, want %q. Link with -Wl,-soname,%s", quoted(got), want, want)
	}
	return verdict.Passf("%s", want)
}

func fileName(a *artefact.Artefact) verdict.Verdict {
	m := a.Manifest
	var problems []string
	equal := func(what, got, want string) {
		if got != want {
			problems = append(problems, fmt.Sprintf("%s is %q, want %q", what, got, want))
		}
	}
	versioned := func(version string) string {
		if version == "" {
			return "lib" + m.Name + ".so"
		}
		return "lib" + m.Name + ".so." + version
	}
	equal("the file's name", filepath.Base(a.Config.Library), m.File)
	equal("`soname` of the manifest", m.SOName, versioned(m.SOVersion))
	equal("`file` of the manifest", m.File, versioned(m.Version))
	if problems != nil {
		return verdict.Failf("%s", strings.Join(problems, "\n"))
	}
	return verdict.Passf("%s", m.File)
}

func rpath(a *artefact.Artefact) verdict.Verdict {
	old, err := a.Library.DynString(elf.DT_RPATH)
	if err != nil {
		return verdict.Failf("cannot read DT_RPATH: %v", err)
	}
	if len(old) > 0 {
		return verdict.Failf("DT_RPATH: %s, want none: it goes before LD_LIBRARY_PATH. Link without -rpath, or with -Wl,--enable-new-dtags", quoted(old))
	}
	got, err := a.Library.DynString(elf.DT_RUNPATH)
	if err != nil {
		return verdict.Failf("cannot read DT_RUNPATH: %v", err)
	}
	want := a.Manifest.RunPath
	switch {
	case want == "" && len(got) == 0:
		return verdict.Passf("none")
	case len(got) == 1 && got[0] == want && want != "":
		return verdict.Passf("RUNPATH %s", want)
	case want == "":
		return verdict.Failf("DT_RUNPATH: %s, want none: only a library with `dynamic_deps` has one. Link without -rpath", quoted(got))
	}
	return verdict.Failf("DT_RUNPATH: %s, want %q alone", quoted(got), want)
}

func needed(a *artefact.Artefact) verdict.Verdict {
	got, err := a.Library.DynString(elf.DT_NEEDED)
	if err != nil {
		return verdict.Failf("cannot read DT_NEEDED: %v", err)
	}
	if a.Manifest.Needed == nil {
		return verdict.Reportf("%s; nothing says which it may need", orNone(got))
	}
	var wrong []string
	for _, library := range got {
		ok, err := matchesAny(library, a.Manifest.Needed)
		if err != nil {
			return verdict.Failf("%v", err)
		}
		if !ok {
			wrong = append(wrong, library)
		}
	}
	if len(wrong) > 0 {
		return verdict.Failf("needs %s, which no pattern of `needed` allows (%s). Link without it, or add a pattern", few(wrong), quoted(a.Manifest.Needed))
	}
	return verdict.Passf("%s", orNone(got))
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return few(names)
}

func matchesAny(name string, patterns []string) (bool, error) {
	for _, p := range patterns {
		ok, err := path.Match(p, name)
		if err != nil {
			return false, fmt.Errorf("`needed` of the manifest: %q is not a pattern: %w", p, err)
		}
		if ok {
			return true, nil
		}
	}
	return false, nil
}
