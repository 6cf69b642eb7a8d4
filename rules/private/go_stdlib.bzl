"""Where the standard library of a Go binary lies, for who needs its types.

The binary knows, in its own configuration: an edge of another rule to it would compile it once more.
"""

load("@rules_go//go:def.bzl", "go_context")

visibility(["//rules/..."])

CSharedStdlibInfo = provider(
    "The compiled standard library of a Go binary.",
    fields = {
        "libs": "(depset[File]) The archives, or folders of them: pkg/<goos>_<goarch>/<import path>.a.",
    },
)

def _find_stdlib_impl(_target, ctx):
    if not hasattr(ctx.rule.attr, "_go_context_data"):
        return []
    go = go_context(
        ctx,
        attr = ctx.rule.attr,
        go_context_data = ctx.rule.attr._go_context_data,
        include_deprecated_properties = False,
        maybe_needs_cc_toolchain = False,
    )
    return [CSharedStdlibInfo(libs = go.stdlib.libs)]

find_stdlib = aspect(
    implementation = _find_stdlib_impl,
    toolchains = ["@rules_go//go:toolchain"],
)
