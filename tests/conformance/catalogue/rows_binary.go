package catalogue

const (
	contractBinary = "contract, binary"
	contractLoad   = "contract, load"
	contractReload = "contract, reload"
	contractHeader = "contract, header"
)

var binaryRows = []Check{
	{
		ID: "binary/symbols", Kind: Artefact, Source: contractBinary + "; I1",
		Title:    "exact symbols",
		Measured: "defined dynamic symbols that are not LOCAL (GLOBAL, WEAK, UNIQUE), without the symbol that names the version node",
		Expected: "exactly `exports` of the manifest",
	},
	{
		ID: "binary/prefix", Kind: Artefact, Source: contractBinary,
		Title:    "names start with the prefix",
		Measured: "the same symbols",
		Expected: "each starts with `prefix` of the manifest; skipped when there is none",
	},
	{
		ID: "binary/c-names", Kind: Artefact, Source: contractBinary,
		Title:    "no name of C, C++ or the C library",
		Measured: "the same symbols, against the reserved patterns and against what the C library of this host defines",
		Expected: "none starts with `_`, none is `main`, none is defined by libc, libm or the dynamic loader",
	},
	{
		ID: "binary/symbol-version", Kind: Artefact, Source: contractBinary,
		Title:    "version node",
		Measured: "the version of each export, and the version nodes that the file defines",
		Expected: "each export is a default symbol of exactly `symbol_version`; no version definitions when it is empty",
	},
	{
		ID: "binary/soname", Kind: Artefact, Source: contractBinary + "; I7",
		Title:    "SONAME",
		Measured: "DT_SONAME",
		Expected: "exactly `soname` of the manifest",
	},
	{
		ID: "binary/file", Kind: Artefact, Source: contractBinary,
		Title:    "file name",
		Measured: "the name of the file, and how `name`, `version`, `soversion`, `soname` and `file` go together",
		Expected: "the file is called `file` = `lib<name>.so[.<version>]`, and `soname` = `lib<name>.so[.<soversion>]`",
	},
	{
		ID: "binary/nodelete", Kind: Artefact, Source: contractBinary + "; I2",
		Title:    "never unloaded",
		Measured: "DT_FLAGS_1",
		Expected: "DF_1_NODELETE",
	},
	{
		ID: "binary/symbolic", Kind: Artefact, Source: contractBinary + "; I3",
		Title:    "binds to itself first",
		Measured: "DT_FLAGS, DT_SYMBOLIC",
		Expected: "DF_SYMBOLIC or DT_SYMBOLIC; by mold, which sets no flag: no relocation against a symbol of its own",
	},
	{
		ID: "binary/relro", Kind: Artefact, Source: contractBinary + "; I5",
		Title:    "relocations become read-only",
		Measured: "program headers",
		Expected: "PT_GNU_RELRO that is not empty",
	},
	{
		ID: "binary/now", Kind: Artefact, Source: contractBinary + "; I5",
		Title:    "no lazy binding",
		Measured: "DT_FLAGS, DT_FLAGS_1, DT_BIND_NOW",
		Expected: "DF_BIND_NOW (or DT_BIND_NOW, of older linkers) and DF_1_NOW",
	},
	{
		ID: "binary/exec-stack", Kind: Artefact, Source: contractBinary + "; I5",
		Title:    "stack is not executable",
		Measured: "program headers",
		Expected: "PT_GNU_STACK without the X flag",
	},
	{
		ID: "binary/textrel", Kind: Artefact, Source: contractBinary + "; I5",
		Title:    "no relocations in code",
		Measured: "DT_TEXTREL, DT_FLAGS",
		Expected: "neither DT_TEXTREL nor DF_TEXTREL",
	},
	{
		ID: "binary/segments", Kind: Artefact, Source: contractBinary,
		Title:    "nothing is writable and executable",
		Measured: "flags of every PT_LOAD",
		Expected: "none has both W and X",
	},
	{
		ID: "binary/rpath", Kind: Artefact, Source: contractBinary,
		Title:    "search path",
		Measured: "DT_RPATH, DT_RUNPATH",
		Expected: "no DT_RPATH; DT_RUNPATH exactly `runpath` of the manifest, absent when that is empty",
	},
	{
		ID: "binary/static-tls", Kind: Artefact, Source: contractBinary + "; I4",
		Title:    "static TLS",
		Measured: "size in memory of PT_TLS",
		Expected: "at most 16 bytes + `c_tls` of the manifest",
	},
	{
		ID: "binary/needed", Kind: Artefact, Source: contractBinary + "; I6",
		Title:    "libraries it asks for",
		Measured: "DT_NEEDED",
		Expected: "each matches a pattern of `needed` of the manifest",
	},
	{
		ID: "binary/glibc-floor", Kind: Artefact, Source: contractBinary + "; I6",
		Title:    "oldest glibc",
		Measured: "the highest GLIBC version that the file asks for",
		Expected: "at most `min_glibc` of the manifest; only reported when that is empty",
	},
	{
		ID: "binary/build-id", Kind: Artefact, Source: contractBinary,
		Title:    "build-id",
		Measured: "the GNU build-id note",
		Expected: "present, 20 bytes (SHA-1)",
	},
	{
		ID: "binary/buildinfo", Kind: Artefact, Source: contractBinary + "; I8",
		Title:    "says which Go is in it",
		Measured: "what `go version -m` reads: the version of Go, and the build settings where the build wrote some (Bazel writes none)",
		Expected: "the version is that of the manifest; `-buildmode` is c-shared or c-archive, CGO_ENABLED is 1, GOOS and GOARCH are those of the file; skipped when no Go runtime is inside",
	},
	{
		ID: "binary/stripped", Kind: Artefact, Source: contractBinary,
		Title:    "debug information is split off",
		Measured: "sections of the library",
		Expected: "no .symtab, no .debug_* or .zdebug_*",
	},
	{
		ID: "binary/debug-file", Kind: Artefact, Source: contractBinary,
		Title:    "debug file",
		Measured: "the build-id and the sections of the debug file; skipped when the test has none",
		Expected: "the library's build-id, and a .symtab or .debug_* section",
	},
	{
		ID: "binary/paths", Kind: Artefact, Source: contractBinary,
		Title:    "no path of the build machine",
		Measured: "every byte of the library, against the patterns below",
		Expected: "no match",
	},
	{
		ID: "binary/linker", Kind: Artefact, Source: contractBinary,
		Title:    "linker as recorded",
		Measured: "what the file itself tells: the `.comment` text, the gold note",
		Expected: "`linker` of the manifest; skipped when that leaves it to the tool chain",
	},
}
