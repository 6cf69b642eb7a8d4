"""The parts of the runtime shim that a library exports under its own prefix."""

load("@rules_cc//cc/common:cc_common.bzl", "cc_common")

visibility(["//rules/...", "//tests/rules/..."])

def compile_shims(*, actions, toolchain, names, source):
    """Assembles the exported names.

    What they jump to is linked once, though Go code may bring in the same parts, compiled by cgo or
    as the cc_library in Go's configuration: a static archive gives only what is not there yet.

    Args:
      actions: (actions) Of the rule.
      toolchain: (struct) `cc`, `features`.
      names: (struct) Names of the library.
      source: (File or None) A jump for each name; None if there is none.
    Returns:
      (CcCompilationOutputs or None) To link in.
    """
    if not source:
        return None
    _, objects = cc_common.compile(
        actions = actions,
        name = names.dir + "shims",
        feature_configuration = toolchain.features,
        cc_toolchain = toolchain.cc,
        srcs = [source],
        disallow_nopic_outputs = True,
    )
    return objects

def has_static_deps(*, shim, archive, linker_inputs):
    """Tells whether the user's own C or C++ code is linked in, which may need the C++ library.

    Args:
      shim: (Label) A target of the shim's package.
      archive: (Label) The target of the c-archive.
      linker_inputs: (list[LinkerInput]) Of the whole link.
    Returns:
      (bool) True if there is more than Go and the shim.
    """
    return any([
        owner != archive and (owner.repo_name, owner.package) != (shim.repo_name, shim.package)
        for owner in [i.owner for i in linker_inputs]
    ])
