"""The one link: Go archive, C and C++ code, with our symbols, hardening and names."""

load("@rules_cc//cc:action_names.bzl", "ACTION_NAMES")
load("@rules_cc//cc/common:cc_common.bzl", "cc_common")
load("//rules/private:linker.bzl", "choose_linker")

visibility(["//rules/...", "//tests/rules/..."])

# Each is a line of the artefact's contract; go_cshared_test reads them back from the file.
_CONTRACT_FLAGS = [
    "-Wl,-Bsymbolic",
    "-Wl,--build-id=sha1",
    "-Wl,-z,nodelete",
    "-Wl,-z,relro",
    "-Wl,-z,now",
    "-Wl,-z,noexecstack",
    "-Wl,-z,text",
]

def linker_of(*, cc_toolchain, feature_configuration, linkopts, requested):
    """Chooses the linker for the toolchain.

    Args:
      cc_toolchain: (CcToolchainInfo) The toolchain of the target platform.
      feature_configuration: (FeatureConfiguration) As the toolchain would link by itself.
      linkopts: (list[string]) The command line's `--linkopt`s.
      requested: (string) The `linker` attribute.
    Returns:
      (struct) Of choose_linker.
    """
    variables = cc_common.create_link_variables(
        feature_configuration = feature_configuration,
        cc_toolchain = cc_toolchain,
        is_linking_dynamic_library = True,
        user_link_flags = linkopts,
    )
    return choose_linker(requested = requested, toolchain_flags = cc_common.get_memory_inefficient_command_line(
        feature_configuration = feature_configuration,
        action_name = ACTION_NAMES.cpp_link_dynamic_library,
        variables = variables,
    ))

def _dynamic_flags(libraries):
    """Names dynamic dependencies by file name: given as libraries, Bazel would add its own RUNPATH."""
    flags = []
    for library in libraries:
        flags += ["-L" + library.dirname, "-l:" + library.basename]
    return flags + (["-Wl,--enable-new-dtags", "-Wl,-rpath,$ORIGIN"] if libraries else [])

def link_shared(*, actions, toolchain, names, linker_inputs, objects, dynamic_libraries, exports, version_script, flags):
    """Links the library.

    Args:
      actions: (actions) Of the rule.
      toolchain: (struct) `cc`, `features`, `linker`, `sanitizers`.
      names: (struct) Names of the library.
      linker_inputs: (list[LinkerInput]) The archive and the static code.
      objects: (CcCompilationOutputs or None) Object files to link in.
      dynamic_libraries: (list[File]) What to load at run time.
      exports: (list[string]) Symbols to pull out of static archives though nobody refers to them.
      version_script: (File) The exact symbols.
      flags: (list[string]) The user's flags, which come last.
    Returns:
      (File) The unstripped library.
    """

    # Undefined symbols are an error, but for sanitizers: clang links their runtime into programs
    # only.
    undefined = [] if toolchain.sanitizers else ["-Wl,-z,defs"]
    outputs = cc_common.link(
        actions = actions,
        name = names.dir + "unstripped/" + names.name,
        feature_configuration = toolchain.features,
        cc_toolchain = toolchain.cc,
        compilation_outputs = objects,
        linking_contexts = [cc_common.create_linking_context(linker_inputs = depset(linker_inputs, order = "topological"))],
        user_link_flags = _CONTRACT_FLAGS + undefined + [
            "-Wl,-soname," + names.soname,
            "-Wl,--version-script=" + version_script.path,
        ] + ["-Wl,-u," + e for e in exports] + _dynamic_flags(dynamic_libraries) + toolchain.linker.flags + flags,
        additional_inputs = [version_script] + dynamic_libraries,
        output_type = "dynamic_library",
        link_deps_statically = True,
    )
    library = outputs.library_to_link
    return library.resolved_symlink_dynamic_library or library.dynamic_library
