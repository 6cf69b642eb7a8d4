"""Compilation of generated C code, in the configuration of the link."""

load("@rules_cc//cc/common:cc_common.bzl", "cc_common")
load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")

visibility(["//rules/...", "//tests/rules/..."])

_FLAGS = ["-std=c11", "-fvisibility=hidden"]
_WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]

def _compile(*, actions, toolchain, name, source, shims, flags = [], **kwargs):
    """Compiles one file whose objects are linked in whole."""
    _, objects = cc_common.compile(
        actions = actions,
        name = name,
        feature_configuration = toolchain.features,
        cc_toolchain = toolchain.cc,
        srcs = [source],
        compilation_contexts = [shim[CcInfo].compilation_context for shim in shims],
        user_compile_flags = _FLAGS + flags + _WARNINGS,
        disallow_nopic_outputs = True,
        **kwargs
    )
    context, _ = cc_common.create_linking_context_from_compilation_outputs(
        actions = actions,
        name = name,
        feature_configuration = toolchain.features,
        cc_toolchain = toolchain.cc,
        compilation_outputs = objects,
        alwayslink = True,
        disallow_dynamic_library = True,
    )
    return context.linker_inputs.to_list()

def compile_glue(*, actions, toolchain, names, glue, header, hdrs, shims):
    """Compiles the C glue.

    Args:
      actions: (actions) Of the rule.
      toolchain: (struct) `cc`, `features`.
      names: (struct) Names of the library.
      glue: (File) The C half of the glue.
      header: (File) The public header that lies beside the glue: without a sandbox, the compiler finds it first.
      hdrs: (list[File]) The public headers that it includes.
      shims: (list[Target]) The parts of the shim that the glue calls.
    Returns:
      (list[LinkerInput]) The objects.
    """
    return _compile(
        actions = actions,
        toolchain = toolchain,
        name = names.dir + "glue",
        source = glue,
        private_hdrs = [header] + hdrs,
        includes = {file.dirname: None for file in [header] + hdrs}.keys(),
        shims = shims,
        flags = ["-fexceptions"],
    )

def compile_serialize(*, actions, toolchain, names, source, shim):
    """Compiles what Go calls instead of the C functions of `serialize`.

    Args:
      actions: (actions) Of the rule.
      toolchain: (struct) `cc`, `features`.
      names: (struct) Names of the library.
      source: (File) Of divert_archive.
      shim: (Target) The part of the shim with the mutexes.
    Returns:
      (list[LinkerInput]) The objects.
    """
    return _compile(
        actions = actions,
        toolchain = toolchain,
        name = names.dir + "serialize",
        source = source,
        shims = [shim],
    )
