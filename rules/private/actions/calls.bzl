"""The program by which go_cshared_test calls a generated library: abi.json → C and C++ → an executable."""

load("@rules_cc//cc/common:cc_common.bzl", "cc_common")
load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")

visibility(["//rules/...", "//tests/rules/..."])

_WARNINGS = ["-Wall", "-Wextra", "-Wpedantic"]

def _generate(*, actions, tool, label, name, abi, header, vectors):
    c = actions.declare_file(name + "_calls.c")
    cxx = actions.declare_file(name + "_calls_cxx.cc")
    args = actions.args()
    args.set_param_file_format("multiline")
    args.use_param_file("@%s", use_always = True)
    args.add("-label", label)
    args.add("-abi", abi)
    args.add("-header", header.basename)
    args.add_all(vectors, before_each = "-vectors")
    args.add("-out-c", c)
    args.add("-out-cxx", cxx)
    actions.run(
        executable = tool,
        arguments = ["calls", args],
        inputs = [abi] + vectors,
        outputs = [c, cxx],
        mnemonic = "CSharedCalls",
        progress_message = "Generating the calls of " + label,
    )
    return c, cxx

def build_calls(*, actions, toolchain, tool, label, name, abi, header, hdrs, vectors, support):
    """Generates, compiles and links the program.

    It is compiled against the header that is shipped, as C and as C++, and loads the library when it runs.

    Args:
      actions: (actions) Of the rule.
      toolchain: (struct) `cc`, `features`.
      tool: (File) cshared-gen.
      label: (string) The test, for messages.
      name: (string) What the names of the outputs start with.
      abi: (File) abi.json.
      header: (File) The library's header.
      hdrs: (list[File]) The headers beside it.
      vectors: (list[File]) The owner's test vectors.
      support: (Target) The checks, //tests/conformance/host/calls.
    Returns:
      (File) The program.
    """
    sources = _generate(actions = actions, tool = tool, label = label, name = name, abi = abi, header = header, vectors = vectors)
    objects = []
    for source, flags in zip(sources, [["-std=gnu11"], ["-std=c++11", "-fno-exceptions", "-fno-rtti"]]):
        _, outputs = cc_common.compile(
            actions = actions,
            name = source.basename.removesuffix("." + source.extension),
            feature_configuration = toolchain.features,
            cc_toolchain = toolchain.cc,
            srcs = [source],
            private_hdrs = [header] + hdrs,
            includes = {file.dirname: None for file in [header] + hdrs}.keys(),
            compilation_contexts = [support[CcInfo].compilation_context],
            user_compile_flags = flags + _WARNINGS,
        )
        objects.append(outputs)
    linked = cc_common.link(
        actions = actions,
        name = name + "_calls",
        feature_configuration = toolchain.features,
        cc_toolchain = toolchain.cc,
        compilation_outputs = cc_common.merge_compilation_outputs(compilation_outputs = objects),
        linking_contexts = [support[CcInfo].linking_context],
        output_type = "executable",
    )
    return linked.executable
