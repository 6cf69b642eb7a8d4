"""The sources of this repository as one file, so that a test of an inner Bazel sees them change.

A glob stops at each package, and a test that read the tree behind Bazel's back would be cached
though the tree has changed.
"""

visibility(["//tests/integration"])

# What a module that depends on this one needs, and the libraries that are built again elsewhere.
_FOLDERS = [
    "examples/tour",
    "gen",
    "rules",
    "runtime_shim",
    "tests/conformance",
    "tests/packages",
    "tests/raw/markdown",
    "tools/bazelw",
    "tools/gosdk",
]

_FILES = [
    "BUILD.bazel",
    "MODULE.bazel",
    "examples/tour/BUILD.bazel",
    "go.mod",
    "go.sum",
    "tests/packages/BUILD.bazel",
    "tests/raw/markdown/BUILD.bazel",
]

def _workspace_sources_impl(repository_ctx):
    root = repository_ctx.path(Label("//:MODULE.bazel")).dirname
    names = []
    for name in _FOLDERS:
        folder = root.get_child(*name.split("/"))
        if folder.exists:
            repository_ctx.watch_tree(folder)
            names.append(name)
    for name in _FILES:
        repository_ctx.watch(root.get_child(*name.split("/")))
    result = repository_ctx.execute(
        ["tar", "--create", "--file", str(repository_ctx.path("sources.tar")), "--directory", str(root)] + names +
        [f for f in _FILES if "/" not in f],
    )
    if result.return_code:
        fail("tar of the sources failed:\n" + result.stderr)
    repository_ctx.file("BUILD.bazel", "exports_files([\"sources.tar\"], visibility = [\"@@//tests/integration:__pkg__\"])\n")

_workspace_sources = repository_rule(
    implementation = _workspace_sources_impl,
    doc = "A tar file of this repository's own sources.",
)

def _sources_impl(module_ctx):
    _workspace_sources(name = "workspace_sources")
    return module_ctx.extension_metadata(
        root_module_direct_deps = [],
        root_module_direct_dev_deps = ["workspace_sources"],
    )

sources = module_extension(
    implementation = _sources_impl,
    doc = "Makes @workspace_sources, for the tests with an inner Bazel.",
)
