"""The action CSharedDivert: the Go runtime's own calls of libc lead to the shim, nobody else's do."""

load("@rules_cc//cc/common:cc_common.bzl", "cc_common")

visibility(["//rules/...", "//tests/rules/..."])

_NO_ARCHIVE = """{label}: rules_go gives no linker input for {archive}, so the Go runtime cannot be led to the shim.
This is a bug of rules_go_cshared: please file an issue with the versions of Bazel and rules_go.
"""

def _static(library):
    return library.pic_static_library or library.static_library

def _divert_file(*, actions, tool, label, names, archive):
    diverted = actions.declare_file("{}gen/{}.a".format(names.dir, names.name))
    report = actions.declare_file(names.dir + "gen/diverted.txt")
    args = actions.args()
    args.add("-label", str(label).removeprefix("@@").removeprefix("@"))
    args.add("-archive", archive)
    args.add("-out", diverted)
    args.add("-report", report)
    actions.run(
        executable = tool,
        arguments = ["divert", args],
        inputs = [archive],
        outputs = [diverted, report],
        mnemonic = "CSharedDivert",
        progress_message = "Leading the Go runtime of %{label} to the shim",
    )
    return diverted, report

def divert_archive(*, actions, tool, label, toolchain, names, archive, linker_inputs):
    """Puts the diverted archive in the place of the c-archive.

    Args:
      actions: (actions) Of the rule.
      tool: (File) cshared-gen.
      label: (Label) The target, for messages.
      toolchain: (struct) `cc`, `features`.
      names: (struct) Names of the library.
      archive: (Label) The target of the c-archive.
      linker_inputs: (list[LinkerInput]) Of the whole link; one of them is the archive's.
    Returns:
      (struct) `linker_inputs`: (list[LinkerInput]) the same, with the diverted archive; `report`: (File)
        what was diverted.
    """
    out = []
    report = None
    for linker_input in linker_inputs:
        if linker_input.owner != archive:
            out.append(linker_input)
            continue
        diverted, report = _divert_file(
            actions = actions,
            tool = tool,
            label = label,
            names = names,
            archive = _static(linker_input.libraries[0]),
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
    return struct(linker_inputs = out, report = report)
