"""The interface library: what dependents link against, so that they are not relinked for nothing."""

load("@rules_cc//cc/common:cc_common.bzl", "cc_common")

visibility(["//rules/...", "//tests/rules/..."])

def make_interface_library(*, actions, toolchain, names, stub, version_script):
    """Links an empty function per symbol under the library's SONAME and version script.

    Args:
      actions: (actions) Of the rule.
      toolchain: (struct) `cc`, `features`, `linker`.
      names: (struct) Names of the library.
      stub: (File) C source with a function per symbol.
      version_script: (File) The library's own: dependents must see the same version nodes.
    Returns:
      (File) `lib<name>.ifso`; it changes only when the symbols or the SONAME do.
    """
    _, objects = cc_common.compile(
        actions = actions,
        name = names.dir + "stub",
        feature_configuration = toolchain.features,
        cc_toolchain = toolchain.cc,
        srcs = [stub],
        user_compile_flags = ["-std=c11", "-g0"],
        disallow_nopic_outputs = True,
    )
    outputs = cc_common.link(
        actions = actions,
        name = names.dir + "interface/" + names.name,
        feature_configuration = toolchain.features,
        cc_toolchain = toolchain.cc,
        compilation_outputs = objects,
        user_link_flags = toolchain.linker.flags + [
            "-nostdlib",
            "-Wl,-soname," + names.soname,
            "-Wl,--version-script=" + version_script.path,
        ],
        additional_inputs = [version_script],
        output_type = "dynamic_library",
    )
    library = outputs.library_to_link

    # Bazel takes a file for an interface library by its ending only. It lies beside the SONAME's file:
    # dependents get the RUNPATH of the folder of what they were linked against.
    interface = actions.declare_file("{}lib/lib{}.ifso".format(names.dir, names.name))
    actions.symlink(
        output = interface,
        target_file = library.resolved_symlink_dynamic_library or library.dynamic_library,
    )
    return interface
