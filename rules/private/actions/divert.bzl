"""The action CSharedDivert: the Go runtime's own calls of libc lead to the shim, nobody else's do."""

load("@rules_cc//cc/common:cc_common.bzl", "cc_common")

visibility(["//rules/...", "//tests/rules/..."])

_NO_ARCHIVE = """{label}: rules_go gives no linker input for {archive}, so the Go runtime cannot be led to the shim.
This is a bug of rules_go_cshared: please file an issue with the versions of Bazel and rules_go.
"""

def _static(library):
    return library.pic_static_library or library.static_library

def _divert_file(*, actions, tool, label, names, archive, shim, serialize, symbols):
    diverted = actions.declare_file("{}gen/{}.a".format(names.dir, names.name))
    report = actions.declare_file(names.dir + "gen/diverted.txt")
    args = actions.args()
    args.add("-label", str(label).removeprefix("@@").removeprefix("@"))
    args.add("-archive", archive)
    args.add("-out", diverted)
    args.add("-report", report)
    args.add("-shim", shim)
    source = None
    if serialize:
        source = actions.declare_file(names.dir + "gen/serialize.c")
        args.add_all([
            "{}={}".format(domain, function)
            for domain, functions in serialize.items()
            for function in functions
        ], before_each = "-serialize")
        args.add("-symbols", symbols)
        args.add("-out-serialize", source)
    actions.run(
        executable = tool,
        arguments = ["divert", args],
        inputs = [archive] + ([symbols] if serialize else []),
        outputs = [diverted, report] + ([source] if serialize else []),
        mnemonic = "CSharedDivert",
        progress_message = "Leading the Go runtime of %{label} to the shim",
    )
    return diverted, report, source

def divert_archive(*, actions, tool, label, toolchain, names, archive, shim, serialize, symbols, linker_inputs):
    """Puts the diverted archive in the place of the c-archive.

    Args:
      actions: (actions) Of the rule.
      tool: (File) cshared-gen.
      label: (Label) The target, for messages.
      toolchain: (struct) `cc`, `features`.
      names: (struct) Names of the library.
      archive: (Label) The target of the c-archive.
      shim: (string) "auto", "diverted" or "constructors".
      serialize: (dict[string, list[string]]) C functions that Go calls one at a time, by domain.
      symbols: (File) The list of the library's symbols.
      linker_inputs: (list[LinkerInput]) Of the whole link; one of them is the archive's.
    Returns:
      (struct) `linker_inputs`: the same, with the diverted archive; `report`: the File that says what
        was diverted; `serialize_source`: the File with what Go calls instead of the C functions, None
        if there are none.
    """
    out = []
    report = None
    source = None
    for linker_input in linker_inputs:
        if linker_input.owner != archive:
            out.append(linker_input)
            continue
        diverted, report, source = _divert_file(
            actions = actions,
            tool = tool,
            label = label,
            names = names,
            archive = _static(linker_input.libraries[0]),
            shim = shim,
            serialize = serialize,
            symbols = symbols,
        )
        library = cc_common.create_library_to_link(
            actions = actions,
            feature_configuration = toolchain.features,
            cc_toolchain = toolchain.cc,
            static_library = diverted,
            alwayslink = True,
        )
        out.append(cc_common.create_linker_input(
            owner = linker_input.owner,
            libraries = depset([library]),
            user_link_flags = depset(linker_input.user_link_flags),
        ))
    if not report:
        # Else the library would be linked without its shim, and nobody would see it.
        fail(_NO_ARCHIVE.format(label = label, archive = archive))
    return struct(linker_inputs = out, report = report, serialize_source = source)
