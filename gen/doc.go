// Package gen is the generator: it turns what the Go toolchain knows about a package into the C
// side of a library. This comment is its manual; `cshared-gen help` prints it.
//
// # Pipeline
//
// Data flows one way: load → ir → emit.
//
//	load/cgoheader   what cgo says: names and C signatures of all exports of the Go closure
//	load/gosource    what the sources say: doc comments, //go:debug lines
//	load/exportdata  what the compiler says: target and Go version
//	load/stamp       what the build says: values of stamp keys
//	load/gopackage   of an ordinary package: its types by the compiler, its comments by the sources
//	load/shims       what the headers of the runtime shim say: the names of its parts
//	ir               plain, sorted data; Validate finds everything that keeps it from being built
//	emit/*           print it, and decide nothing
//
// All problems of a run are reported together, sorted, each with ways out; then nothing is written.
// The messages are one table, gen/internal/diag, from which gen/DIAGNOSTICS.md is made.
//
// # Raw mode
//
//	cshared-gen raw -label //x:calc -name calc -prefix calc_ … -out-manifest manifest.json
//
// A package that has `package main` and //export functions is built unchanged. cgo writes a header
// for each package with exports; behind its boilerplate stand exactly the functions that C can
// call, whatever build constraints say about the sources. Out of it are made
//
//   - the header: documented, guarded, self-contained, without the private preamble of the Go
//     files. cgo's names of Go types are kept, under cgo's own guard, so that callers of the stock
//     header compile unchanged, and headers of both kinds work in one translation unit. A parameter
//     whose Go name is a keyword of C or C++ gets another name;
//   - the symbols, one a line, and the version script that hides all others;
//   - a C source with an empty function per symbol, for the interface library;
//   - the manifest without findings, see gen/manifest.
//
// Doc comments come from the sources that are given: cgo copied them into its header once, and no
// longer does (https://go.dev/issue/76697).
//
// With -export, only the named symbols are exported. A name that is no Go export is a C function of
// the static dependencies; a header given with -hdr declares it. Types of a signature that neither
// Go nor the standard headers know must come from such a header, too.
//
// With -shim, the parts of the runtime shim that it names are exported too, with the prefix in the
// place of `cshared_`: -out-shim-source is assembly source with a jump for each name, and
// -out-shim-header the shim's public headers, renamed and joined. The headers are compiled into this
// program, and say by themselves which names a part has.
//
// # Generated APIs
//
//	cshared-gen api -label //x:calc -name calc -prefix calc_ … -out-abi abi.json
//
// An ordinary package says by directives what C gets, gen/internal/directive, from which
// gen/DIRECTIVES.md is made; that page also lists the types that cross, callbacks, contexts and iterators
// among them. load/gopackage reads types out of the export data and comments out of the sources. Out of
// them are made the header, the glue in Go and C, the symbols and abi.json. An ELF note of the library says
// which API it has, gen/abi. Outside Bazel `cshared gen` does the same, and prints the commands that link
// it, gen/cmd/cshared.
//
// Each -importpath but the first begins another package of the same library, with a -package-prefix of its
// own that begins as -prefix does. All of them are read into one set of types: a type of one package has one
// name in C, and one table of handles, in the signatures of all. With -export, C functions are part of the
// library beside what is generated; the headers of -hdr declare them.
//
// With -leak-origins each public function is one around the function as it is without, and writes down
// what its caller got; the library has one symbol more, <prefix>leaks.
//
// # Checking the link
//
//	cshared-gen checksymbols -label //x:calc -library libcalc.so -symbols exports.txt -ok done
//
// compares the defined dynamic symbols of the linked library with the list.
//
// # Calling the library in its test
//
//	cshared-gen calls -label //x:calc_test -abi abi.json -header calc.h -vectors vectors.json … -out-c c.c -out-cxx cxx.cc
//
// prints a program, in C and a part in C++, that calls what abi.json describes: a table of all functions for
// the checks of tests/conformance/host/calls, and the test vectors of the library's owner. It needs nothing of
// load or ir: abi.json says all, see gen/calls.
//
// # Leading the runtime to the shim
//
//	cshared-gen divert -label //x:calc -archive calc.a -out diverted.a -report diverted.txt
//
// renames the runtime's own calls of libc in a c-archive, see gen/internal/divert. A runtime that it
// does not know is left alone, all of it: the report then begins with "fallback constructors:", and a
// line on standard error says so. With -shim diverted that is an error, with -shim constructors every
// runtime is left alone.
//
// With -serialize domain=function, in either case, Go's calls of a C function lead to a trampoline that takes the
// mutex of the domain (runtime_shim/include/cshared/trampoline.h); -out-serialize is its source. -symbols
// lists what the library exports, which cannot be among them.
//
// # Findings
//
//	cshared-gen findings -label //x:calc -manifest raw.json -divert-report diverted.txt … -out manifest.json
//	cshared-gen checkfindings -label //x:calc -manifest manifest.json -ok done
//
// The first runs the analyzer of package gen/hygiene over the whole Go closure, but the standard library,
// and completes the manifest with what cannot work, or surprises, in somebody else's process. -export and
// -stdlib tell where types are written down. The second refuses what neither a comment
// `//cshared:allow <id> <reason>` nor the rule accepts. The findings are one table,
// gen/internal/findings/catalogue, from which gen/FINDINGS.md is made. Nothing that is linked waits for
// either. Outside Bazel `cshared vet` and `go vet -vettool` with gen/cmd/cshared-vet find the same.
//
// # Tests
//
// A case is a file gen/testdata/<command>/<behaviour>.txtar: what it shows, the flags, the inputs,
// and below want/ all that the tool writes. `go test ./gen/cmd/cshared-gen -update` writes want/.
// Each generated header is also compiled, as C99 to C23 and C++11 to C++23, by gcc and, if it is
// there, by clang. An input x.cgo is turned into the header x.h that cgo would write: its first
// line is the import path, then come the preamble, a line ---, and the declarations. In a case of
// findings each folder is a Go package; in one of a generated API a folder x is the package example.com/x,
// beside example.com/calc.
package gen

import (
	_ "embed"
	"go/parser"
	"go/token"
)

//go:embed doc.go
var source string

// Manual returns the text of this package's comment.
func Manual() string {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", source, parser.PackageClauseOnly|parser.ParseComments)
	if err != nil {
		panic("gen: its own source cannot be parsed: " + err.Error())
	}
	return file.Doc.Text()
}
