package gazelle

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bazelbuild/bazel-gazelle/rule"

	"github.com/gocshared/rules_go_cshared/gen/internal/diag"
)

// handMade says whether a go_cshared_library has the Go files themselves in its srcs: then people keep
// the rules of this folder, and what the Go language wants to add would compile the files twice.
func (f *folder) handMade() bool {
	for _, r := range f.ofKind(libraryKind) {
		if r.Attr("srcs") == nil || f.goLibrary == nil || !overlap(stringsIn(r, "srcs"), f.goFiles()) {
			continue
		}
		f.silence(f.goBinary, r)
		if !f.embedded(f.goLibrary.Name()) {
			f.silence(f.goLibrary, r)
		}
		return true
	}
	return false
}

// overlap also takes patterns of globs.
func overlap(srcs, files []string) bool {
	return slices.ContainsFunc(srcs, func(s string) bool {
		return slices.ContainsFunc(files, func(file string) bool {
			matches, _ := path.Match(strings.TrimPrefix(s, ":"), file)
			return matches
		})
	})
}

func (f *folder) embedded(name string) bool {
	return slices.ContainsFunc(f.made, func(r *rule.Rule) bool { return slices.Contains(r.AttrStrings("embed"), ":"+name) })
}

// silence makes a rule of another language say only what the BUILD file says already: it cannot be taken
// back.
func (f *folder) silence(made, written *rule.Rule) {
	if made == nil {
		return
	}
	for _, key := range made.AttrKeys() {
		if key != "name" {
			made.DelAttr(key)
		}
	}
	made.SetKind(libraryKind)
	made.SetName(written.Name())
	for key := range (*extension)(nil).Kinds()[libraryKind].MergeableAttrs {
		if e := written.Attr(key); e != nil {
			made.SetAttr(key, unchanged{e})
		}
	}
}

// partOfSeveral says whether a library of several packages has this one.
func (f *folder) partOfSeveral(goName string) bool {
	return slices.ContainsFunc(f.ofKind(libraryKind), func(r *rule.Rule) bool {
		return r.Attr("libraries") != nil && slices.ContainsFunc(stringKeys(r, "libraries"), func(l string) bool { return slices.Contains(f.labels(goName), l) })
	})
}

// ownBinary are the attributes of a go_binary that the Go language writes itself.
var ownBinary = set("cgo", "copts", "cppopts", "cxxopts", "clinkopts", "deps", "embed", "embedsrcs", "gc_goopts", "gc_linkopts", "name", "pgoprofile", "srcs", "visibility")

// mayReplaceBinary deletes the go_binary of the BUILD file, unless people have written more into it than
// the Go language would, or have another one for the same package.
func (f *folder) mayReplaceBinary(goName string, problems *report) bool {
	if f.goBinary == nil {
		return true
	}
	binaries := f.ofKind(goBinaryKind)
	for _, r := range binaries {
		of := slices.ContainsFunc(stringsIn(r, "embed"), func(l string) bool { return slices.Contains(f.labels(goName), l) })
		if others := byHand(r); len(others) > 0 && (of || r.Name() == f.goBinary.Name() || len(binaries) == 1) {
			severity := warn
			if f.c.ShouldFix && r.AttrString("linkmode") != "" {
				severity = ignore // Fix has said why
			}
			problems.add(severity, diag.BinaryLeftAlone, f.where(), diag.Args{"name": r.Name(), "attributes": strings.Join(others, ", ")})
			return false
		}
	}
	old := f.named(f.goBinary.Name())
	if len(binaries) == 1 {
		old = binaries[0] // as the Go language finds it
	}
	if old != nil && kindOf(f.c, old) == goBinaryKind {
		f.remove(old)
	}
	return true
}

func byHand(r *rule.Rule) (attributes []string) {
	for _, key := range r.AttrKeys() {
		if !ownBinary[key] {
			attributes = append(attributes, "`"+key+"`")
		}
	}
	slices.Sort(attributes)
	if r.ShouldKeep() {
		attributes = append(attributes, "a comment `# keep`")
	}
	return attributes
}

// where is the BUILD file, for messages.
func (f *folder) where() string {
	if f.file == nil {
		return path.Join(f.rel, "BUILD.bazel")
	}
	return path.Join(f.rel, path.Base(f.file.Path))
}

// makeRoom gives rules of the BUILD file the names that they have to have beside the library.
func (f *folder) makeRoom(t *target, written *rule.Rule, goName string, problems *report) bool {
	own := f.of(libraryKind, goName)
	hasOwn := slices.ContainsFunc(own, func(r *rule.Rule) bool { return r.Name() == t.name })
	usual := f.goLibrary.Name()
	wanted := goName
	switch {
	case goName == t.name:
		wanted = goName + goSuffix
	case goName == usual+goSuffix && usual != t.name && slices.ContainsFunc(own, func(r *rule.Rule) bool { return r.Name() == usual }):
		wanted = usual // the library leaves it
	}
	if other := f.taken(t.name, written); other != nil && !hasOwn {
		problems.error(diag.TargetNameTaken, f.where(), diag.Args{"name": t.name, "kind": other.Kind(), "why": "which is another thing"})
		return false
	}
	if !hasOwn && t.explicit && len(own) == 1 && !own[0].ShouldKeep() {
		f.renameLibrary(own[0], t.name)
	}
	if written != nil && wanted != goName {
		if written.ShouldKeep() {
			problems.error(diag.TargetNameTaken, f.where(), diag.Args{"name": t.name, "kind": written.Kind(), "why": "which has a comment `# keep`"})
			return false
		}
		f.rename(written, wanted)
	}
	if f.goLibrary.Name() != wanted {
		f.rename(f.goLibrary, wanted)
	}
	return true
}

// renameLibrary takes its tests along.
func (f *folder) renameLibrary(r *rule.Rule, name string) {
	old := r.Name()
	f.rename(r, name)
	for _, one := range testRules {
		if test := f.named(one.name(old)); test != nil && kindOf(f.c, test) == one.kind && f.named(one.name(name)) == nil {
			f.rename(test, one.name(name))
		}
	}
}

// taken is the rule that has the name already and keeps it.
func (f *folder) taken(name string, goLibrary *rule.Rule) *rule.Rule {
	r := f.named(name)
	if r == nil || r == goLibrary || kindOf(f.c, r) == libraryKind && r.Attr("library") != nil {
		return nil
	}
	return r
}

// clear deletes the libraries of a package that is none any more, and their tests. Its go_library gets its
// usual name back.
func (f *folder) clear() {
	for _, r := range f.ofKind(libraryKind) {
		goLibrary := f.orphaned(r)
		if goLibrary == "" || r.ShouldKeep() || r.Attr("srcs") != nil || r.Attr("libraries") != nil {
			continue
		}
		name := r.Name()
		for _, one := range testRules {
			for _, test := range f.of(one.kind, name) {
				if !test.ShouldKeep() {
					f.remove(test)
				}
			}
		}
		f.remove(r)
		if f.goLibrary == nil {
			f.empty = append(f.empty, rule.NewRule(goLibraryKind, goLibrary))
		} else if goLibrary == name+goSuffix {
			f.giveBack(goLibrary, name)
		}
	}
}

// orphaned returns the name of the go_library that a library was made of, if that is the package's own,
// which is asked for nothing any more, or has lost its files.
func (f *folder) orphaned(r *rule.Rule) string {
	if f.goLibrary != nil {
		for _, own := range []*rule.Rule{f.writtenGoLibrary(), f.goLibrary} {
			if own != nil && slices.Contains(f.labels(own.Name()), r.AttrString("library")) {
				return own.Name()
			}
		}
		return ""
	}
	for _, own := range f.ofKind(goLibraryKind) {
		srcs := stringsIn(own, "srcs")
		if slices.Contains(f.labels(own.Name()), r.AttrString("library")) && len(srcs) > 0 && !overlap(srcs, f.files) && !f.anyBelow(srcs) {
			return own.Name()
		}
	}
	return ""
}

// anyBelow says whether one of the files is there: in a subfolder, which Gazelle shows only if it reads it.
func (f *folder) anyBelow(srcs []string) bool {
	return slices.ContainsFunc(srcs, func(s string) bool {
		_, err := os.Stat(filepath.Join(f.dir, filepath.FromSlash(strings.TrimPrefix(s, ":"))))
		return err == nil
	})
}

// giveBack lets a go_library have its usual name again.
func (f *folder) giveBack(goName, usual string) {
	if written := f.writtenGoLibrary(); written != nil && written.Name() == goName && !written.ShouldKeep() && f.goLibrary.Name() == usual {
		f.rename(written, usual)
	}
}

// remove deletes a rule at once: merging would do it after it has looked at names.
func (f *folder) remove(r *rule.Rule) {
	r.Delete()
	f.file.Sync()
}
