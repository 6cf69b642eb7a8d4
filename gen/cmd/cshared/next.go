package main

import (
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

const ownModule = "github.com/gocshared/rules_go_cshared"

// The link of rules/private/actions/link.bzl, with the parts of the shim that cshared_link.bzl takes. A
// test runs these lines.
const nextCommands = `shim=$(go list -m -f '{{.Dir}}' {{module}})/runtime_shim
CGO_ENABLED=1 CGO_CFLAGS="-O2 -g -I$shim/include" go build -trimpath -buildmode=c-archive -o {{dir}}/go.a {{dir}}
go run {{module}}/gen/cmd/cshared-gen divert -label {{label}} -archive {{dir}}/go.a -out {{dir}}/diverted.a -report {{dir}}/diverted.txt
{ echo '{ global:'; sed 's/$/;/' {{dir}}/exports.txt; echo 'local: *; };'; } >{{dir}}/exports.map
${CC:-cc} -std=c11 -O2 -g -fPIC -fvisibility=hidden -fexceptions -funwind-tables -I"$shim/include" -shared -o {{dir}}/{{soname}} \
  "$shim"/src/coexist*.c "$shim"/src/dispatch*.c "$shim"/src/load*.c "$shim"/src/sigtable*.c \
  {{parts}} \
  -Wl,--whole-archive {{dir}}/diverted.a -Wl,--no-whole-archive \
  -Wl,-soname,{{soname}} -Wl,--version-script={{dir}}/exports.map -Wl,-Bsymbolic,--build-id=sha1 \
  -Wl,-z,defs,-z,nodelete,-z,relro,-z,now,-z,noexecstack,-z,text \
  $(CGO_ENABLED=1 go list -deps -f '{{join .CgoLDFLAGS " "}}{{if .CXXFiles}} -lstdc++{{end}}' {{dir}})
ln -sf {{soname}} {{dir}}/lib{{name}}.so
`

// parts are the C files of the shim that the glue calls. Those that Go code has by itself, as part of
// runtime_shim/cshared, are in the archive, and would be there twice.
func parts(o *genOptions, packages []*goPackage) string {
	names := []string{"glue*", "catch*", "guard"}
	if o.leakOrigins {
		names = append(names, "origins")
	}
	if !needs(packages, ownModule+"/runtime_shim/cshared") {
		names = append(names, "error", "handle", "mutex", "status")
	}
	for i, name := range names {
		names[i] = `"$shim"/src/` + name + ".c"
	}
	return strings.Join(names, " ")
}

// needs says whether a package is in the Go closure.
func needs(packages []*goPackage, path string) bool {
	args := []string{"list", "-deps", "--"}
	for _, p := range packages {
		args = append(args, p.ImportPath)
	}
	closure, _, err := goCommand(args...)
	return err == nil && slices.Contains(strings.Fields(closure), path)
}

// printNext says what was written, and how a library comes of it.
func printNext(stdout io.Writer, o *genOptions, packages []*goPackage) {
	pkg := packages[0]
	out := outputsIn("", o.name)
	fmt.Fprintf(stdout, "%s: wrote %s\n", o.dir, strings.Join([]string{out.Header, out.Go, out.C, out.Symbols, out.ABI}, ", "))
	if !pkg.contains(o.dir) {
		fmt.Fprintf(stdout, "\nThe rule go_cshared_library links all of it under Bazel. Without Bazel, `go build` must find the folder:\n"+
			"write to one in the module of %s.\n", pkg.ImportPath)
		return
	}
	fmt.Fprintf(stdout, "\nThe rule go_cshared_library links all of it under Bazel, and adds the check of symbols and\n"+
		"go_cshared_test; `cshared vet` looks for what surprises a host. Without Bazel, with a C compiler, in this folder:\n\n")
	if _, _, err := goCommand("list", "-m", ownModule); err != nil {
		// As a tool, because `go mod tidy` does not look into folders that start with _.
		fmt.Fprintf(stdout, "    go get -tool %s/gen/cmd/cshared-gen\n", ownModule)
	}
	commands := strings.NewReplacer(
		"{{module}}", ownModule, "{{dir}}", quote(goPath(o.dir)), "{{label}}", quote(labelOf(packages)),
		"{{soname}}", quote("lib"+o.name+".so."+soversion(o.version)), "{{name}}", quote(o.name),
		"{{parts}}", parts(o, packages),
	).Replace(nextCommands)
	for line := range strings.Lines(commands) {
		io.WriteString(stdout, "    "+line)
	}
}

// contains says whether the folder lies in the module of the package.
func (p *goPackage) contains(dir string) bool {
	absolute, err := filepath.Abs(dir)
	if p.Module == nil || err != nil {
		return false
	}
	rel, err := filepath.Rel(p.Module.Dir, absolute)
	return err == nil && filepath.IsLocal(rel)
}

// goPath writes a folder as the go command wants it: what has no dot before it is an import path.
func goPath(dir string) string {
	if filepath.IsAbs(dir) {
		return filepath.Clean(dir)
	}
	clean := filepath.ToSlash(filepath.Clean(dir))
	if clean == ".." || strings.HasPrefix(clean, "../") {
		return clean
	}
	return "./" + clean
}

// soversion is cargo-c's rule, as in rules/private/version.bzl: what a change of breaks callers.
func soversion(version string) string {
	major, minor, patch := ir.VersionPart(version, 0), ir.VersionPart(version, 1), ir.VersionPart(version, 2)
	switch {
	case major != "0":
		return major
	case minor != "0":
		return "0." + minor
	}
	return "0.0." + patch
}

var plain = regexp.MustCompile(`^[A-Za-z0-9_./+@=:,-]+$`)

// quote writes a word for the shell.
func quote(word string) string {
	if plain.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
