// Package gazelle writes the BUILD files of C libraries: a Gazelle extension, language `cshared`.
//
// It runs behind the Go language. In BUILD.bazel of the workspace's root:
//
//	load("@gazelle//:def.bzl", "DEFAULT_LANGUAGES", "gazelle", "gazelle_binary")
//
//	gazelle_binary(
//	    name = "gazelle_bin",
//	    languages = DEFAULT_LANGUAGES + ["@rules_go_cshared//gen/gazelle"],
//	)
//
//	gazelle(
//	    name = "gazelle",
//	    gazelle = ":gazelle_bin",
//	)
//
// The command `cshared gazelle` is the same without Bazel. As always with Gazelle, what it writes is the
// workspace's to keep: a comment `# keep` protects a rule, an attribute or a value.
//
// # What becomes a library
//
// A package with a `//cshared:export` or `//cshared:library` comment (gen/DIRECTIVES.md), in a file that
// the build takes on any platform: its go_library gets a go_cshared_library and a go_cshared_test.
//
// A `package main` with `//export` functions that cgo sees, if its main function is empty, as that of a
// library is: commands have such functions, too, for C code that calls back. With `//cshared:library` it
// is one in any case. Its go_cshared_library has mode = "raw", and stands in the place of the go_binary
// that the Go language would write. A go_binary with more attributes than that one writes is left alone.
//
// Vendored packages become no libraries, and neither do packages of which a go_cshared_library has the
// files in `srcs`: these rules, and those with `libraries`, are for people. So are further rules for the
// same go_library, such as one with other `signals`, and the rules of a package whose Go files are made by
// the build, or lie in a folder that Gazelle does not read: nobody knows yet what those say.
//
// # What the rules say
//
// What comes first in this list wins. What is in none of the first two places is left as the BUILD file
// has it.
//
//	attribute    source                              Gazelle directive    else
//	name         //cshared:library name=                                  that of the rule; cshared_naming
//	prefix       //cshared:library prefix=           cshared_prefix       the name, with an underscore
//	version      //cshared:library version=          cshared_version      none
//	godebug      //go:debug lines of package main,                        none
//	             godebug lines of go.mod
//	shims        cshared.TimerOf, cshared.MutexOf                         none
//	visibility                                       cshared_visibility   public, for new rules
//
// A raw library gets a prefix only if all its exports start with it. `default` of godebug is a Go version
// and no setting, and is left out. Parts in `shims` are added, never removed. Serialising domains and
// panic policies are read from the source when the library is built, and need no attribute. `deps`,
// `exports`, `hdrs`, `serialize` and all others are for people, and so is `dynamic_deps` unless a directive
// says otherwise.
//
// # Names
//
// The target's name is the library's. A go_library of that name is renamed to <name>_go, with who mentions
// it in the BUILD file; Go packages that import it follow, if Gazelle runs on their folders, too. Another
// name in the source renames the rule and its test, <name>_contract_test. If a package is no library any
// more, its rules are deleted, and the go_library has its usual name again. If a folder was moved with its
// BUILD file, the rules stay under their names, and the go_library gets the new import path.
//
// # C and C++
//
// Headers that cgo includes with quotes and that are no files of the package are looked up among cc_library
// rules (`hdrs`, `includes`, `include_prefix`, `strip_include_prefix`), in `# gazelle:resolve cc HEADER
// LABEL`, and in what an extension for C and C++ knows. They are added to `cdeps` of the go_library: it
// cannot be compiled without them, and the link of the library takes them along.
//
// With `# gazelle:cshared_dynamic_deps enabled`, a cc_library that is in `cdeps` for its headers, and in `deps`
// of a cc_shared_library in the BUILD files that were read, is not linked in: that one is added to
// `dynamic_deps`. Then there is one more file to ship, so it has to be asked for. If several have it and none
// of them is there, none is added (cshared_ambiguous). Labels are added, never removed: nobody knows which of
// them are hand-made. A go_cshared_library cannot be such a dependency.
//
// C and C++ files beside the Go files are compiled into a cgo package, as the go command does, unless they
// are programs that use the library: they have a main function, or include <name>.h or <name>_shims.h. Of
// those, the Go language makes no sources, and neither of headers in a package without cgo and assembly.
//
// Extensions that resolve #include lines as language `cc` (gazelle_cc does) find <name>.h in the library, and so
// give cc_* rules that include it the dependency.
//
// # Directives
//
// They hold for a folder and all below it.
//
//	# gazelle:cshared enabled|disabled                         disabled: nothing is written or deleted
//	# gazelle:cshared_library optional|required                required: an export needs //cshared:library
//	# gazelle:cshared_naming folder|path                       path: the whole way to the folder is the name
//	# gazelle:cshared_prefix acme_{name}_                      {name} stands for the library's name
//	# gazelle:cshared_version 1.2.3
//	# gazelle:cshared_test enabled|disabled                    disabled: no go_cshared_test is added
//	# gazelle:cshared_visibility //visibility:public …
//	# gazelle:cshared_dynamic_deps enabled|disabled            enabled: cc_shared_library targets are added; disabled
//	# gazelle:cshared_unresolved ignore|warn|error             a header that nobody has; warn
//	# gazelle:cshared_ambiguous ignore|warn|error              a header, or library, of several targets; warn
//	# gazelle:cshared_duplicate_prefix ignore|warn|error       two libraries with one prefix; error
//
// Problems are printed with their ids (gen/DIAGNOSTICS.md). After an error no BUILD file is written. Two
// libraries with one prefix are found among all that Gazelle reads: with -index=lazy that is not all.
//
// # fix
//
// `gazelle fix` also turns go_binary(linkmode = "c-shared" or "c-archive") into go_cshared_library, with
// comments and attributes, and prints what people have to look at.
package gazelle

import (
	"context"

	"github.com/bazelbuild/bazel-gazelle/label"
	"github.com/bazelbuild/bazel-gazelle/language"
)

const languageName = "cshared"

// NewLanguage returns the extension, for gazelle_binary.
func NewLanguage() language.Language {
	report := &report{}
	return &extension{
		report: report, headers: &headerIndex{}, shared: &sharedIndex{map[label.Label][]label.Label{}},
		scanner: &scanner{map[string]*job{}}, libraries: map[string][]library{}, updated: map[string]bool{},
	}
}

type extension struct {
	language.BaseLang
	language.BaseLifecycleManager
	report    *report
	headers   *headerIndex
	shared    *sharedIndex
	scanner   *scanner
	libraries map[string][]library // by prefix
	updated   map[string]bool      // folders
	asked     []string             // folders with all below them
}

func (*extension) Name() string { return languageName }

// AfterResolvingDeps comes before BUILD files are written.
func (e *extension) AfterResolvingDeps(context.Context) {
	e.samePrefixes()
	e.report.finish()
}
