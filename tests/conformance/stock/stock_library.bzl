"""A library of the stock rules under the claims of a go_cshared_library: the fixture that must fail."""

load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")
load("//rules:providers.bzl", "GoCSharedInfo")

visibility(["//tests/conformance/..."])

def _stock_library_impl(ctx):
    shared = ctx.actions.declare_file("lib{}.so.1.0.0".format(ctx.label.name))
    ctx.actions.symlink(output = shared, target_file = ctx.file.binary)
    header = ctx.attr.binary[CcInfo].compilation_context.headers.to_list()[0]
    manifest = ctx.actions.declare_file(ctx.label.name + ".manifest.json")
    ctx.actions.write(manifest, json.encode_indent({
        "cpus": "loader",
        "exports": ctx.attr.exports,
        "file": shared.basename,
        "header": header.basename,
        "label": str(ctx.label),
        "linker": "toolchain",
        "mode": "raw",
        "name": ctx.label.name,
        "needed": ["libc.so.6"],
        "prefix": ctx.attr.prefix,
        "sanitizers": [],
        # What a library of ours would promise.
        "signals": "quiet",
        "schema": 1,
        "soname": "lib{}.so.1".format(ctx.label.name),
        "soversion": "1",
        "version": "1.0.0",
    }))
    return [
        DefaultInfo(files = depset([shared]), runfiles = ctx.runfiles([shared])),
        GoCSharedInfo(
            abi = None,
            label = ctx.label,
            debug = None,
            dynamic_deps = depset(),
            hdrs = depset(),
            header = header,
            link = shared,
            manifest = manifest,
            mode = "raw",
            prefix = ctx.attr.prefix,
            shared = shared,
            shim_header = None,
            shims = depset(),
            soname = "lib{}.so.1".format(ctx.label.name),
            soname_link = shared,
            symbols = manifest,
            unstripped = shared,
            version = "1.0.0",
        ),
    ]

stock_library = rule(
    implementation = _stock_library_impl,
    doc = "Puts a go_binary of linkmode c-shared where go_cshared_test expects one of ours.",
    attrs = {
        "binary": attr.label(mandatory = True, allow_single_file = True, providers = [CcInfo]),
        "exports": attr.string_list(mandatory = True),
        "prefix": attr.string(mandatory = True),
    },
)
