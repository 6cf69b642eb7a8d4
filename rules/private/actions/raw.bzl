"""The action CSharedRaw: cgo's export headers → header, symbols, version script, stub, manifest."""

visibility(["//rules/...", "//tests/rules/..."])

def _go_files(files):
    return [f for f in files if f.extension == "go"]

def _srcs_of_dependencies(archive):
    """Returns the sources of the cgo packages below the main one: only these can have exports."""
    return [
        src
        for data in archive.transitive.to_list()
        if data.cgo_out_dir and data.label != archive.data.label
        for src in _go_files(data.srcs)
    ]

def generate_raw(*, actions, tool, label, names, archive, glue, exports, hdrs, prefix, shims, symbol_version, stamp_files, facts, probe = False):
    """Derives what the link and the C programs need from what cgo says about the exports.

    Args:
      actions: (actions) Of the rule.
      tool: (File) cshared-gen.
      label: (Label) The target, for messages.
      names: (struct) Names of the library.
      archive: (GoArchive) The c-archive; its `cgo_exports` are in preorder, main package first.
      glue: (CSharedGlueInfo or None) A generated API, whose symbols and header take the place of cgo's.
      exports: (list[string]) The explicit exports, or none.
      hdrs: (list[File]) Public headers to include.
      prefix: (string) What each symbol starts with.
      shims: (list[string]) Parts of the runtime shim to export.
      symbol_version: (string) A version node, or "".
      stamp_files: (list[File]) Status files to resolve the version with.
      facts: (struct) What the manifest records of the link.
      probe: (bool) Whether this is the twin of a test, which exports the functions of its probe, too.
    Returns:
      (struct) `header`, `symbols`, `version_script`, `stub`, `manifest`: Files; `shim_header`,
        `shim_source`: Files, None without `shims`. The manifest is not complete yet, see add_findings.
    """
    out = struct(
        header = actions.declare_file("{}include/{}.h".format(names.dir, names.name)),
        manifest = actions.declare_file(names.dir + "gen/raw.json"),
        shim_header = actions.declare_file("{}include/{}_shims.h".format(names.dir, names.name)) if shims else None,
        shim_source = actions.declare_file(names.dir + "gen/shims.S") if shims else None,
        stub = actions.declare_file(names.dir + "gen/stub.c"),
        symbols = actions.declare_file(names.dir + "gen/exports.txt"),
        version_script = actions.declare_file(names.dir + "gen/exports.map"),
    )
    srcs = [] if glue else _go_files(archive.source.srcs)
    dependency_srcs = [] if glue else _srcs_of_dependencies(archive)
    cgo_headers = depset() if glue else archive.cgo_exports
    export_data = archive.data.export_file

    args = actions.args()
    args.set_param_file_format("multiline")
    args.use_param_file("@%s", use_always = True)
    for flag, value in {
        "-cpus": facts.cpus,
        "-file": names.file,
        "-label": str(label).removeprefix("@@").removeprefix("@"),
        "-linker": facts.linker,
        "-min-glibc": facts.min_glibc,
        "-name": names.name,
        "-prefix": prefix,
        "-runpath": facts.runpath,
        "-signals": facts.signals,
        "-soname": names.soname,
        "-soversion": names.soversion,
        "-symbol-version": symbol_version,
        "-version": names.version,
    }.items():
        if value:
            args.add(flag, value)
    args.add("-c-tls", facts.static_tls_bytes)
    if facts.cpu_profile:
        args.add("-cpu-profile")
    if probe:
        args.add("-probe")
    args.add_all(exports, before_each = "-export")
    args.add_all(shims, before_each = "-shim")
    args.add_all([h.basename for h in hdrs], before_each = "-hdr")
    args.add_all(cgo_headers, before_each = "-cgo-header")
    args.add_all(srcs, before_each = "-src")
    args.add_all(dependency_srcs, before_each = "-doc-src")
    args.add_all(archive.source.mode.tags, before_each = "-go-tag")
    args.add_all([export_data], before_each = "-export-data")
    args.add_all(facts.needed, before_each = "-needed", uniquify = True)
    args.add_all(["{}={}".format(k, v) for k, v in facts.godebug.items()], before_each = "-godebug")
    args.add_all(facts.sanitizers, before_each = "-sanitizer")
    args.add_all(stamp_files, before_each = "-stamp")
    if glue:
        args.add("-api-symbols", glue.symbols)
        actions.symlink(output = out.header, target_file = glue.header)
    else:
        args.add("-out-header", out.header)
    args.add("-out-manifest", out.manifest)
    if shims:
        args.add("-out-shim-header", out.shim_header)
        args.add("-out-shim-source", out.shim_source)
    args.add("-out-stub", out.stub)
    args.add("-out-symbols", out.symbols)
    args.add("-out-version-script", out.version_script)
    actions.run(
        executable = tool,
        arguments = ["raw", args],
        inputs = depset(
            srcs + dependency_srcs + [export_data] + stamp_files + ([glue.symbols] if glue else []),
            transitive = [cgo_headers],
        ),
        outputs = [out.manifest, out.stub, out.symbols, out.version_script] + ([] if glue else [out.header]) +
                  ([out.shim_header, out.shim_source] if shims else []),
        mnemonic = "CSharedRaw",
        progress_message = "Generating the C header of %{label}",
    )
    return out
