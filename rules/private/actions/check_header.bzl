"""Validation: the generated header compiles alone, twice, as C and as C++, without a warning."""

load("@rules_cc//cc/common:cc_common.bzl", "cc_common")

visibility(["//rules/...", "//tests/rules/..."])

_SOURCE = """\
#include "{header}"
#include "{header}"
typedef int cshared_header_is_self_contained;
"""

_WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]

def check_header(*, actions, toolchain, names, header, hdrs):
    """Compiles the header the way a strict user would.

    Args:
      actions: (actions) Of the rule.
      toolchain: (struct) `cc`, `features`.
      names: (struct) Names of the library.
      header: (File) The generated header.
      hdrs: (list[File]) The public headers beside it.
    Returns:
      (list[File]) Object files, for the output group `_validation`.
    """
    objects = []
    for extension, standard in {"c": "-std=c99", "cc": "-std=c++17"}.items():
        check = "{}_check_{}".format(header.basename.removesuffix(".h"), extension)
        source = actions.declare_file("{}gen/{}.{}".format(names.dir, check, extension))
        actions.write(source, _SOURCE.format(header = header.basename))
        _, outputs = cc_common.compile(
            actions = actions,
            name = names.dir + check,
            feature_configuration = toolchain.features,
            cc_toolchain = toolchain.cc,
            srcs = [source],
            private_hdrs = [header] + hdrs,
            includes = [header.dirname],
            user_compile_flags = [standard] + _WARNINGS,
            disallow_nopic_outputs = True,
        )
        objects += outputs.pic_objects
    return objects
