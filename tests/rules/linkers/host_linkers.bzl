"""Which linkers this machine has, so that tests of the others are skipped, and shown as skipped."""

visibility(["//tests/rules/linkers"])

_LINKERS = ["bfd", "gold", "lld", "mold"]

def _host_linkers_impl(repository_ctx):
    present = [linker for linker in _LINKERS if repository_ctx.which("ld." + linker)]
    repository_ctx.file("BUILD.bazel", "")
    repository_ctx.file("linkers.bzl", "\"\"\"The linkers on PATH.\"\"\"\n\nPRESENT = {}\n".format(repr(present)))

_host_linkers = repository_rule(
    implementation = _host_linkers_impl,
    doc = "A list of the linkers on PATH.",
    environ = ["PATH"],
    local = True,
)

def _linkers_impl(module_ctx):
    _host_linkers(name = "host_linkers")
    return module_ctx.extension_metadata(
        root_module_direct_deps = [],
        root_module_direct_dev_deps = ["host_linkers"],
    )

linkers = module_extension(
    implementation = _linkers_impl,
    doc = "Makes @host_linkers, for the tests of each linker.",
)
