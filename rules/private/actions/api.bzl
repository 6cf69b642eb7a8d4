"""The action CSharedAPI: compiled Go packages and their sources → C API."""

visibility(["//rules/...", "//tests/rules/..."])

def generate_api(*, actions, tool, label, name, archives, exports, hdrs, leak_origins, panics, prefix, stamp_files, version):
    """Generates header, Go and C glue, symbols and abi.json.

    Args:
      actions: (actions) Of the rule.
      tool: (File) cshared-gen.
      label: (string) The user's target, for messages.
      name: (string) The library's name.
      archives: (list[(GoArchive, string)]) The user's packages, each with the prefix of its names, "" for
        that of the library.
      exports: (list[string]) C functions that are exported, too.
      hdrs: (list[File]) Public headers that the generated one includes.
      leak_origins: (bool) Whether the library records where what C owns was made.
      panics: (string) What a panic does.
      prefix: (string) What each symbol starts with.
      stamp_files: (list[File]) Status files to resolve the version with.
      version: (string) SemVer, or a stamp reference.
    Returns:
      (struct) `header`, `go`, `c`, `symbols`, `abi`: Files.
    """
    folder = name + "_glue/"
    out = struct(
        abi = actions.declare_file(folder + "abi.json"),
        c = actions.declare_file(folder + name + "_cshared.c"),
        go = actions.declare_file(folder + name + "_cshared.go"),
        header = actions.declare_file("{}{}.h".format(folder, name)),
        symbols = actions.declare_file(folder + "exports.txt"),
    )
    args = actions.args()
    args.set_param_file_format("multiline")
    args.use_param_file("@%s", use_always = True)
    args.add("-label", label)
    args.add("-name", name)
    args.add("-version", version)
    args.add("-panics", panics)
    if leak_origins:
        args.add("-leak-origins")
    if prefix:
        args.add("-prefix", prefix)
    inputs = []
    for archive, own in archives:
        srcs = [f for f in archive.data.srcs if f.extension == "go"]
        args.add("-importpath", archive.data.importmap)
        args.add("-export-data", archive.data.export_file)
        if own:
            args.add("-package-prefix", own)
        args.add_all(srcs, before_each = "-src")
        inputs += srcs + [archive.data.export_file]
    args.add_all(archives[0][0].source.mode.tags, before_each = "-go-tag")
    args.add_all(exports, before_each = "-export")
    args.add_all([h.basename for h in hdrs], before_each = "-hdr")
    args.add_all(stamp_files, before_each = "-stamp")
    args.add("-out-abi", out.abi)
    args.add("-out-c", out.c)
    args.add("-out-go", out.go)
    args.add("-out-header", out.header)
    args.add("-out-symbols", out.symbols)
    actions.run(
        executable = tool,
        arguments = ["api", args],
        inputs = inputs + stamp_files,
        outputs = [out.abi, out.c, out.go, out.header, out.symbols],
        mnemonic = "CSharedAPI",
        progress_message = "Generating the C API of " + label,
    )
    return out
