"""Implementation of the rule that generates the C API of ordinary Go packages.

It is a Go rule that `go_binary` embeds: edges named `deps` and `embed` stay in the configuration of
the c-archive, so the Go closure is compiled once.
"""

load("@bazel_skylib//rules:common_settings.bzl", "BuildSettingInfo")
load("@rules_go//go:def.bzl", "GoArchive", "GoInfo", "go_context", "go_rule", "new_go_info")
load("//rules/private:go_package.bzl", "fail_not_go")
load("//rules/private:godebug.bzl", "check_godebug")
load("//rules/private:names.bzl", "check_package_prefixes")
load("//rules/private:version.bzl", "is_stamp_reference")
load("//rules/private/actions:api.bzl", "generate_api")

visibility(["//rules/...", "//tests/rules/..."])

# Private: what the link takes from the glue.
CSharedGlueInfo = provider(
    doc = "The generated C API of Go packages.",
    fields = {
        "abi": "(File) abi.json.",
        "c": "(File) The C half of the glue.",
        "header": "(File) The public header.",
        "leak_origins": "(bool) Whether the C half calls the part origins of the shim.",
        "symbols": "(File) The exported symbols, one a line.",
    },
)

def _cshared_glue_impl(ctx):
    libraries = ctx.attr.deps[:-1]
    label = ctx.attr.public_label
    check_godebug(label = label, godebug = ctx.attr.godebug, x_defs = ctx.attr.x_defs)
    for library in libraries:
        if GoInfo not in library or GoArchive not in library:
            written = "libraries = {{\"{}\": …}}" if ctx.attr.prefixes else "library = \"{}\""
            fail_not_go(label = label, written = written.format(library.label))
    prefixes = {library.label: ctx.attr.prefixes[i] for i, library in enumerate(libraries)} if ctx.attr.prefixes else {}
    check_package_prefixes(label = label, prefix = ctx.attr.prefix, prefixes = prefixes)
    version = ctx.attr.version
    if ctx.attr.version_flag and ctx.attr.version_flag[BuildSettingInfo].value:
        version = ctx.attr.version_flag[BuildSettingInfo].value
    generated = generate_api(
        actions = ctx.actions,
        tool = ctx.executable._cshared_gen,
        label = label,
        name = ctx.attr.library_name,
        archives = [(library[GoArchive], prefixes.get(library.label, "")) for library in libraries],
        exports = ctx.attr.exports,
        hdrs = ctx.files.hdrs,
        leak_origins = ctx.attr.leak_origins,
        panics = ctx.attr.panics,
        prefix = ctx.attr.prefix,
        stamp_files = [ctx.info_file, ctx.version_file] if is_stamp_reference(version) else [],
        version = version,
    )
    go = go_context(
        ctx,
        importpath = "cshared.invalid/" + ctx.attr.library_name,
        go_context_data = ctx.attr._go_context_data,
    )
    return [
        new_go_info(
            go,
            struct(cgo = True, deps = ctx.attr.deps),
            generated_srcs = [generated.go],
        ),
        CSharedGlueInfo(
            abi = generated.abi,
            c = generated.c,
            header = generated.header,
            leak_origins = ctx.attr.leak_origins,
            symbols = generated.symbols,
        ),
        DefaultInfo(files = depset([generated.go, generated.c, generated.header, generated.abi])),
    ]

cshared_glue = go_rule(
    implementation = _cshared_glue_impl,
    doc = "Generates Go and C code between Go packages and their C API; see go_cshared_library.",
    attrs = {
        # Called `deps` because rules_go's aspect finds the C dependencies of Go packages along
        # attributes of this name only.
        "deps": attr.label_list(mandatory = True, doc = "The Go libraries, then what the glue calls."),
        "exports": attr.string_list(doc = "C functions that are exported, too."),
        "godebug": attr.string_dict(doc = "GODEBUG settings, to check."),
        # For their names only: the files would be those of the c-archive's configuration.
        "hdrs": attr.label_list(allow_files = [".h"], doc = "Public headers that the generated one includes."),
        "leak_origins": attr.bool(doc = "Records where what C owns was made."),
        "library_name": attr.string(mandatory = True, doc = "The library's name."),
        "panics": attr.string(default = "errno", values = ["errno", "poison", "abort"], doc = "What a panic does."),
        "prefix": attr.string(doc = "What each symbol starts with."),
        "prefixes": attr.string_list(doc = "With several packages, what the names of each start with."),
        "public_label": attr.string(mandatory = True, doc = "The user's target, for messages."),
        "version": attr.string(doc = "SemVer or a stamp reference."),
        "version_flag": attr.label(providers = [BuildSettingInfo], doc = "A flag that overrides `version`."),
        "x_defs": attr.string_list(doc = "Names of the user's `x_defs`, to check."),
        # Under the c-archive's configuration the generator itself would be built as one.
        "_cshared_gen": attr.label(default = "//gen/cmd/cshared-gen:cshared-gen.reset", executable = True, cfg = "exec"),
        "_go_context_data": attr.label(default = "@rules_go//:go_context_data"),
    },
)

def _find_glue_impl(target, ctx):
    if CSharedGlueInfo in target:
        return []
    for dep in getattr(ctx.rule.attr, "embed", []):
        if CSharedGlueInfo in dep:
            return [dep[CSharedGlueInfo]]
    return []

# From the archive to the glue that it embeds: an edge of the link rule's own to the glue would build it
# in another configuration.
find_glue = aspect(
    implementation = _find_glue_impl,
    attr_aspects = ["embed"],
)
