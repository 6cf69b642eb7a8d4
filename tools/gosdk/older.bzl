"""The minor version of Go before the one that is installed, for tests: --config=go125 in .bazelrc.

The installed go brings it as it brings any tool chain (GOTOOLCHAIN), so it comes through the same proxy and is
checked by the same checksums. Nothing is fetched unless a build asks for the version.
"""

visibility("private")

_VERSION = "1.25.9"

def _go_files_impl(repository_ctx):
    go = repository_ctx.which("go")
    if not go:
        fail("Go {} was asked for, and there is no go on PATH that could bring it. Install Go.".format(repository_ctx.attr.version))
    result = repository_ctx.execute(
        [go, "env", "GOROOT"],
        environment = {
            "GOFLAGS": "",
            "GOROOT": "",
            "GOTOOLCHAIN": "go" + repository_ctx.attr.version,
        },
    )
    if result.return_code:
        fail("Go {} was asked for, and the installed go cannot bring it. Check that this works: GOTOOLCHAIN=go{} go version\n{}".format(
            repository_ctx.attr.version,
            repository_ctx.attr.version,
            result.stderr,
        ))
    for entry in repository_ctx.path(result.stdout.strip()).readdir():
        repository_ctx.symlink(entry, entry.basename)
    repository_ctx.file("ROOT")
    repository_ctx.file("BUILD.bazel", "exports_files([\"ROOT\"])\n")

_go_files = repository_rule(
    implementation = _go_files_impl,
    doc = "A Go tool chain, as the installed go brings it.",
    attrs = {"version": attr.string(doc = "The version, 1.25.9.", mandatory = True)},
)

def _older_go_impl(module_ctx):
    _go_files(name = "go_older_files", version = _VERSION)
    return module_ctx.extension_metadata(
        root_module_direct_deps = [],
        root_module_direct_dev_deps = ["go_older_files"],
    )

older_go = module_extension(
    implementation = _older_go_impl,
    doc = "The repository go_older_files, which MODULE.bazel wraps for rules_go.",
)
