"""The actions CSharedFindings and CSharedCheckFindings: what the Go closure uses that surprises a host.

Nothing that is linked waits for them. Who reads the manifest does: the test, the packager.
"""

visibility(["//rules/...", "//tests/rules/..."])

# Go code, and C code in which a constructor may call into Go before it runs.
_SCANNED = ["go", "c", "cc", "cpp", "cxx", "h", "hh", "hpp", "hxx"]

def _package_flags(data):
    """Runs when the command line is written, not during the analysis: the closure may be large."""
    return ["-package", data.importpath] + [
        flag
        for src in data.srcs
        if src.extension in _SCANNED
        for flag in ["-src", src.path]
    ]

def _export_flags(data):
    return ["-export", "{}={}".format(data.importpath, data.export_file.path)] if data.export_file else []

def add_findings(*, actions, tool, label, names, archive, stdlib, manifest, divert_report, allow):
    """Completes the manifest.

    Args:
      actions: (actions) Of the rule.
      tool: (File) cshared-gen.
      label: (Label) The target, for messages.
      names: (struct) Names of the library.
      archive: (GoArchive) The c-archive.
      stdlib: (depset[File]) Its compiled standard library; None: types stay unknown.
      manifest: (File) The manifest of generate_raw.
      divert_report: (File) What divert_archive reported.
      allow: (list[string]) The findings that the rule accepts.
    Returns:
      (File) The manifest, with `findings` and `load`.
    """
    out = actions.declare_file(names.dir + "gen/manifest.json")
    args = actions.args()
    args.set_param_file_format("multiline")
    args.use_param_file("@%s", use_always = True)
    args.add("-label", str(label).removeprefix("@@").removeprefix("@"))
    args.add("-manifest", manifest)
    args.add("-divert-report", divert_report)
    args.add("-out", out)
    args.add_all(archive.source.mode.tags, before_each = "-go-tag")
    args.add_all(allow, before_each = "-allow")
    args.add_all(archive.transitive, map_each = _package_flags)
    if stdlib:
        args.add_all(archive.transitive, map_each = _export_flags)
        args.add_all(stdlib, before_each = "-stdlib")
    actions.run(
        executable = tool,
        arguments = ["findings", args],
        inputs = depset([manifest, divert_report] + [
            src
            for data in archive.transitive.to_list()
            for src in data.srcs
            if src.extension in _SCANNED
        ] + ([
            data.export_file
            for data in archive.transitive.to_list()
            if data.export_file
        ] if stdlib else []), transitive = [stdlib] if stdlib else []),
        outputs = [out],
        mnemonic = "CSharedFindings",
        progress_message = "Looking for what surprises the host of %{label}",
    )
    return out

def check_findings(*, actions, tool, label, names, manifest):
    """Fails for each finding that nobody has accepted; runs in `bazel build`, blocks nobody.

    Args:
      actions: (actions) Of the rule.
      tool: (File) cshared-gen.
      label: (Label) The target, for messages.
      names: (struct) Names of the library.
      manifest: (File) The manifest of add_findings.
    Returns:
      (File) Empty, for the output group `_validation`.
    """
    ok = actions.declare_file(names.dir + "gen/findings.ok")
    args = actions.args()
    args.add("-label", str(label).removeprefix("@@").removeprefix("@"))
    args.add("-manifest", manifest)
    args.add("-ok", ok)
    actions.run(
        executable = tool,
        arguments = ["checkfindings", args],
        inputs = [manifest],
        outputs = [ok],
        mnemonic = "CSharedCheckFindings",
        progress_message = "Checking the findings of %{label}",
    )
    return ok
