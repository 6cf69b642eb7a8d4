"""The actions CSharedStrip and CSharedDebug: the shipped file and its debug information."""

load("@rules_cc//cc:action_names.bzl", "ACTION_NAMES")
load("@rules_cc//cc/common:cc_common.bzl", "cc_common")

visibility(["//rules/...", "//tests/rules/..."])

def _tool(toolchain, action_name):
    return cc_common.get_tool_for_action(
        feature_configuration = toolchain.features,
        action_name = action_name,
    )

def split_debug(*, actions, toolchain, names, unstripped):
    """Splits the link's output by build-id.

    The two actions do not wait for each other: a debug link would need the checksum of the debug
    file first, which costs an edit 15 % of its build time. Debuggers find the file by build-id.

    Args:
      actions: (actions) Of the rule.
      toolchain: (struct) `cc`, `features`.
      names: (struct) Names of the library.
      unstripped: (File) The link's output.
    Returns:
      (struct) `shared` and `debug`: Files.
    """
    shared = actions.declare_file(names.dir + "lib/" + names.file)
    debug = actions.declare_file(names.dir + "debug/" + names.file + ".debug")
    inputs = depset([unstripped], transitive = [toolchain.cc.all_files])
    actions.run(
        executable = _tool(toolchain, ACTION_NAMES.strip),
        arguments = ["-s", "-o", shared.path, unstripped.path],
        inputs = inputs,
        outputs = [shared],
        mnemonic = "CSharedStrip",
        progress_message = "Stripping %{output}",
        use_default_shell_env = True,
    )
    actions.run(
        executable = _tool(toolchain, ACTION_NAMES.objcopy_embed_data),
        arguments = ["--only-keep-debug", "--compress-debug-sections", unstripped.path, debug.path],
        inputs = inputs,
        outputs = [debug],
        mnemonic = "CSharedDebug",
        progress_message = "Keeping the debug information of %{label}",
        use_default_shell_env = True,
    )
    return struct(debug = debug, shared = shared)
