"""Providers of rules_go_cshared.

```starlark
load("@rules_go_cshared//rules:providers.bzl", "GoCSharedInfo")
```
"""

visibility("public")

# Fields are files, strings and depsets, never lists: values of providers must be immutable to
# stand in a depset.
GoCSharedInfo = provider(
    doc = """A C shared library made from Go packages by `go_cshared_library`.

The library is one real file with two names beside it, as every C library is installed.""",
    fields = {
        "abi": "(File or None) abi.json, the description of a generated C API; schema in `//gen/abi`.",
        "debug": "(File or None) The debug information split off `shared`; found by build-id, not by a debug link.",
        "dynamic_deps": "(depset[File]) Shared libraries of `dynamic_deps`, under the names by which `shared` needs them.",
        "hdrs": "(depset[File]) Public C headers that `header` includes; they lie in the same folder as `header`.",
        "header": "(File) The C header of the library.",
        "label": "(Label) The target, for messages.",
        "link": "(File) `lib<name>.so`, a relative symbolic link to `shared`: the name for `-l<name>` and for dlopen by hand.",
        "manifest": "(File) JSON: names, versions, symbols, linker, Go version, findings; schema in `//gen/manifest`.",
        "mode": "(string) `api`: the C API is generated from directives; `raw`: the exports are the package's own `//export` functions.",
        "prefix": "(string) What the name of every symbol starts with; empty if none was given.",
        "shared": "(File) `lib<name>.so.<X.Y.Z>`, the real file, stripped.",
        "shim_header": "(File or None) `<name>_shims.h`, the C header of the exported parts of the runtime shim.",
        "shims": "(depset[string]) The exported parts of the runtime shim.",
        "soname": "(string) The SONAME, `lib<name>.so.<soversion>`.",
        "soname_link": "(File) The file whose name is the SONAME; `shared` itself if both names are equal.",
        "symbols": "(File) The exported symbols, sorted, one a line.",
        "unstripped": "(File) The link's own output, with symbols and debug information.",
        "version": "(string) The version as written; a stamp reference stays a reference (the manifest has its value).",
    },
)
