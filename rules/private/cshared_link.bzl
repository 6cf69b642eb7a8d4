"""Implementation of the rule behind go_cshared_library: everything after the c-archive."""

load("@bazel_skylib//rules:common_settings.bzl", "BuildSettingInfo")
load("@rules_cc//cc:find_cc_toolchain.bzl", "find_cc_toolchain", "use_cc_toolchain")
load("@rules_cc//cc/common:cc_common.bzl", "cc_common")
load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")
load("@rules_go//go:def.bzl", "GoArchive")
load("//rules:providers.bzl", "GoCSharedInfo")
load("//rules/private:cshared_glue.bzl", "CSharedGlueInfo", "find_glue")
load("//rules/private:dynamic_deps.bzl", "collect_dynamic_deps", "static_linker_inputs")
load("//rules/private:go_stdlib.bzl", "CSharedStdlibInfo", "find_stdlib")
load("//rules/private:load_policy.bzl", "LOAD_VARIANTS", "check_load")
load("//rules/private:names.bzl", "check_exports", "check_library_name", "check_prefix", "check_serialize", "check_shims")
load("//rules/private:platform.bzl", "fail_pure", "fail_unsupported", "is_musl")
load("//rules/private:version.bzl", "is_stamp_reference", "resolve_version")
load("//rules/private/actions:check_header.bzl", "check_header")
load("//rules/private/actions:check_symbols.bzl", "check_symbols")
load("//rules/private/actions:divert.bzl", "divert_archive")
load("//rules/private/actions:findings.bzl", "add_findings", "check_findings")
load("//rules/private/actions:glue.bzl", "compile_glue", "compile_serialize")
load("//rules/private/actions:interface_library.bzl", "make_interface_library")
load("//rules/private/actions:link.bzl", "link_shared", "linker_of")
load("//rules/private/actions:raw.bzl", "generate_raw")
load("//rules/private/actions:shims.bzl", "compile_shims", "has_static_deps")
load("//rules/private/actions:split_debug.bzl", "split_debug")

visibility(["//rules/...", "//tests/rules/..."])

def _version_of(ctx):
    if ctx.attr.version_flag and ctx.attr.version_flag[BuildSettingInfo].value:
        return ctx.attr.version_flag[BuildSettingInfo].value
    return ctx.attr.version

def _names(ctx):
    """Checks what can be checked now, and decides every name of the library."""
    name = ctx.attr.library_name or ctx.label.name
    check_library_name(label = ctx.label, name = name)
    check_prefix(label = ctx.label, prefix = ctx.attr.prefix)
    check_exports(label = ctx.label, exports = ctx.attr.exports, prefix = ctx.attr.prefix)
    check_shims(label = ctx.label, shims = ctx.attr.shims, known = ctx.attr._shims.values(), prefix = ctx.attr.prefix)
    check_serialize(label = ctx.label, serialize = ctx.attr.serialize)
    version = _version_of(ctx)
    versions = resolve_version(label = ctx.label, version = version, soversion = ctx.attr.soversion)
    return struct(
        dir = ctx.label.name + "_/",
        file = "lib{}.so.{}".format(name, versions.file),
        link = "lib{}.so".format(name),
        name = name,
        soname = "lib{}.so.{}".format(name, versions.soversion),
        soversion = versions.soversion,
        version = version,
    )

def _toolchain(ctx):
    if CcInfo not in ctx.attr.archive:
        fail_pure(label = ctx.label)
    cc_toolchain = find_cc_toolchain(ctx)
    if is_musl(cc_toolchain = cc_toolchain):
        fail_unsupported(label = ctx.label, what = "musl")

    def configure(disabled):
        return cc_common.configure_features(
            ctx = ctx,
            cc_toolchain = cc_toolchain,
            requested_features = ctx.features,
            unsupported_features = ctx.disabled_features + disabled,
        )

    linker = linker_of(
        cc_toolchain = cc_toolchain,
        feature_configuration = configure([]),
        linkopts = ctx.fragments.cpp.linkopts,
        requested = ctx.attr.linker,
    )
    return struct(
        cc = cc_toolchain,
        features = configure(linker.disabled_features),
        linker = linker,
        sanitizers = [
            sanitizer
            for flag in ctx.fragments.cpp.linkopts
            if flag.startswith("-fsanitize=")
            for sanitizer in flag.removeprefix("-fsanitize=").split(",")
        ],
    )

def _links(*, actions, names, shared):
    """Makes the SONAME's file and the plain link.

    The plain link is relative, not a second File: where files are copied, two of them would be two
    libraries to dlopen, hence two Go runtimes.
    """
    if names.soname == names.file:
        soname_link = shared
    else:
        soname_link = actions.declare_file(names.dir + "lib/" + names.soname)
        actions.symlink(output = soname_link, target_file = shared)
    link = actions.declare_symlink(names.dir + "lib/" + names.link)
    actions.symlink(output = link, target_path = names.file)
    return soname_link, link

def _beside(*, actions, names, libraries):
    """Puts the dynamic dependencies where RUNPATH $ORIGIN finds them."""
    out = []
    for library in libraries:
        file = actions.declare_file(names.dir + "lib/" + library.basename)
        actions.symlink(output = file, target_file = library)
        out.append(file)
    return out

def _public_headers(*, actions, names, hdrs):
    out = []
    for hdr in hdrs:
        file = actions.declare_file(names.dir + "include/" + hdr.basename)
        actions.symlink(output = file, target_file = hdr)
        out.append(file)
    return out

def _allowed_needed(*, linkopts, libraries, has_static_deps, sanitized):
    """Lists what the library may need beyond libc: what the user's own attributes bring in."""
    allowed = ["lib{}.so*".format(o[2:]) for o in linkopts if o.startswith("-l") and not o.startswith("-l:")]
    allowed += [o[3:] for o in linkopts if o.startswith("-l:")]
    allowed += [library.basename for library in libraries]
    if has_static_deps:
        allowed += ["libstdc++.so.6", "libgcc_s.so.1"]
    if sanitized:
        allowed += ["lib*san.so.*", "libstdc++.so.6", "libgcc_s.so.1"]
    return allowed

def _cc_info(*, actions, label, toolchain, header, hdrs, soname_link, interface, dynamic):
    compilation = cc_common.create_compilation_context(
        headers = depset([header] + hdrs),
        includes = depset([header.dirname]),
    )
    library = cc_common.create_library_to_link(
        actions = actions,
        feature_configuration = toolchain.features,
        cc_toolchain = toolchain.cc,
        dynamic_library = soname_link,
        interface_library = interface,
    )
    linker_input = cc_common.create_linker_input(owner = label, libraries = depset([library]))
    return CcInfo(
        compilation_context = compilation,
        linking_context = cc_common.create_linking_context(
            linker_inputs = depset([linker_input] + dynamic.linker_inputs),
        ),
    )

def _load_shim(ctx):
    """The shim that holds the host to the table of runtime_shim/include/cshared/load.h."""
    check_load(label = ctx.label, signals = ctx.attr.signals, cpus = ctx.attr.cpus)
    variant = ctx.attr.signals + ("_cpu_profile" if ctx.attr.cpu_profile and ctx.attr.signals == "quiet" else "") + (
        "_process_cpus" if ctx.attr.cpus == "process" else ""
    )
    return [shim for shim, name in ctx.attr._load.items() if name == variant][0]

def _cshared_link_impl(ctx):
    actions = ctx.actions
    names = _names(ctx)
    toolchain = _toolchain(ctx)
    archive = ctx.attr.archive[GoArchive]
    dynamic = collect_dynamic_deps(label = ctx.label, deps = ctx.attr.dynamic_deps)
    glue = ctx.attr.archive[CSharedGlueInfo] if CSharedGlueInfo in ctx.attr.archive else None
    glue_shims = ([ctx.attr._glue] + ([ctx.attr._origins] if glue.leak_origins else [])) if glue else []
    linkopts = [ctx.expand_make_variables("linkopts", o, {}) for o in ctx.attr.linkopts]
    shims = [part for part, name in ctx.attr._shims.items() if name in ctx.attr.shims]
    if ctx.attr.serialize and not glue:
        shims.append(ctx.attr._glue)
    linker_inputs = static_linker_inputs(
        label = ctx.label,
        # Topological: bfd and gold read static archives once, so who calls must come first.
        linker_inputs = depset(transitive = [
            dep[CcInfo].linking_context.linker_inputs
            for dep in [ctx.attr.archive, _load_shim(ctx)] + glue_shims + shims + ctx.attr.deps
        ], order = "topological").to_list(),
        dynamic = dynamic,
    )

    generated = generate_raw(
        actions = actions,
        tool = ctx.executable._cshared_gen,
        label = ctx.label,
        names = names,
        archive = archive,
        glue = glue,
        exports = ctx.attr.exports,
        hdrs = ctx.files.hdrs,
        prefix = ctx.attr.prefix,
        shims = ctx.attr.shims,
        symbol_version = ctx.attr.symbol_version,
        stamp_files = [ctx.info_file, ctx.version_file] if is_stamp_reference(names.version) else [],
        probe = ctx.attr.probe,
        facts = struct(
            cpu_profile = ctx.attr.cpu_profile,
            cpus = ctx.attr.cpus,
            godebug = ctx.attr.godebug,
            linker = toolchain.linker.name,
            min_glibc = ctx.attr.min_glibc,
            needed = _allowed_needed(
                linkopts = linkopts + [f for i in linker_inputs for f in i.user_link_flags],
                libraries = dynamic.libraries,
                has_static_deps = has_static_deps(
                    shim = ctx.attr._glue.label,
                    archive = ctx.attr.archive.label,
                    linker_inputs = linker_inputs,
                ),
                sanitized = toolchain.sanitizers,
            ),
            runpath = "$ORIGIN" if dynamic.libraries else "",
            sanitizers = toolchain.sanitizers,
            signals = ctx.attr.signals,
            static_tls_bytes = ctx.attr.static_tls_bytes,
        ),
    )
    diverted = divert_archive(
        actions = actions,
        tool = ctx.executable._cshared_gen,
        label = ctx.label,
        toolchain = toolchain,
        names = names,
        archive = ctx.attr.archive.label,
        shim = ctx.attr.shim,
        serialize = ctx.attr.serialize,
        symbols = generated.symbols,
        linker_inputs = linker_inputs,
    )
    hdrs = _public_headers(actions = actions, names = names, hdrs = ctx.files.hdrs)
    glue_objects = compile_glue(
        actions = actions,
        toolchain = toolchain,
        names = names,
        glue = glue.c,
        header = glue.header,
        hdrs = hdrs,
        shims = glue_shims,
    ) if glue else []
    serialize_objects = compile_serialize(
        actions = actions,
        toolchain = toolchain,
        names = names,
        source = diverted.serialize_source,
        shim = ctx.attr._glue,
    ) if ctx.attr.serialize else []
    unstripped = link_shared(
        actions = actions,
        toolchain = toolchain,
        names = names,
        # Objects first: they call the shim and `deps`, which bfd and gold read once.
        linker_inputs = glue_objects + serialize_objects + diverted.linker_inputs,
        objects = compile_shims(actions = actions, toolchain = toolchain, names = names, source = generated.shim_source),
        dynamic_libraries = dynamic.libraries,
        exports = ctx.attr.exports,
        version_script = generated.version_script,
        flags = linkopts,
    )
    split = split_debug(actions = actions, toolchain = toolchain, names = names, unstripped = unstripped)
    soname_link, link = _links(actions = actions, names = names, shared = split.shared)
    beside = _beside(actions = actions, names = names, libraries = dynamic.libraries)
    shim_headers = [generated.shim_header] if generated.shim_header else []
    interface = make_interface_library(
        actions = actions,
        toolchain = toolchain,
        names = names,
        stub = generated.stub,
        version_script = generated.version_script,
    )
    manifest = add_findings(
        actions = actions,
        tool = ctx.executable._cshared_gen,
        label = ctx.label,
        names = names,
        archive = archive,
        stdlib = ctx.attr.archive[CSharedStdlibInfo].libs if CSharedStdlibInfo in ctx.attr.archive else None,
        manifest = generated.manifest,
        divert_report = diverted.report,
        allow = ctx.attr.allow_findings,
    )
    validation = [
        check_symbols(
            actions = actions,
            tool = ctx.executable._cshared_gen,
            label = ctx.label,
            names = names,
            unstripped = unstripped,
            symbols = generated.symbols,
        ),
    ] + [
        object
        for header in [generated.header] + shim_headers
        for object in check_header(actions = actions, toolchain = toolchain, names = names, header = header, hdrs = hdrs)
    ]
    if ctx.attr.findings == "error":
        validation.append(check_findings(
            actions = actions,
            tool = ctx.executable._cshared_gen,
            label = ctx.label,
            names = names,
            manifest = manifest,
        ))

    shared_files = depset([split.shared, soname_link, link] + beside)
    runfiles = ctx.runfiles(
        files = ctx.files.data,
        transitive_files = shared_files,
    ).merge_all([dep[DefaultInfo].default_runfiles for dep in [ctx.attr.archive] + ctx.attr.data + ctx.attr.deps + ctx.attr.dynamic_deps])
    return [
        DefaultInfo(files = depset([generated.header] + shim_headers + hdrs, transitive = [shared_files]), runfiles = runfiles),
        OutputGroupInfo(
            abi = depset([glue.abi] if glue else []),
            debug = depset([split.debug]),
            header = depset([generated.header] + shim_headers + hdrs),
            manifest = depset([manifest]),
            shared = shared_files,
            soname = depset([soname_link]),
            symbols = depset([generated.symbols]),
            unstripped = depset([unstripped]),
            # A twin exports more than it declares.
            _validation = depset([] if ctx.attr.probe else validation),
        ),
        GoCSharedInfo(
            label = ctx.label,
            abi = glue.abi if glue else None,
            debug = split.debug,
            dynamic_deps = depset(beside),
            hdrs = depset(hdrs),
            header = generated.header,
            link = link,
            manifest = manifest,
            mode = "api" if glue else "raw",
            prefix = ctx.attr.prefix,
            shared = split.shared,
            shim_header = generated.shim_header,
            shims = depset(ctx.attr.shims),
            soname = names.soname,
            soname_link = soname_link,
            symbols = generated.symbols,
            unstripped = unstripped,
            version = names.version,
        ),
        _cc_info(
            actions = actions,
            label = ctx.label,
            toolchain = toolchain,
            header = generated.header,
            hdrs = shim_headers + hdrs,
            soname_link = soname_link,
            interface = interface,
            dynamic = dynamic,
        ),
    ]

cshared_link = rule(
    implementation = _cshared_link_impl,
    doc = "Links a c-archive and C dependencies into a C shared library; see go_cshared_library.",
    attrs = {
        "allow_findings": attr.string_list(doc = "Findings to accept."),
        "archive": attr.label(mandatory = True, aspects = [find_glue, find_stdlib], doc = "The go_binary with linkmode c-archive."),
        "cpus": attr.string(default = "loader", values = ["loader", "process"], doc = "Whose CPUs runtime threads have."),
        "cpu_profile": attr.bool(doc = "Leaves SIGPROF unblocked for CPU profiles."),
        "data": attr.label_list(allow_files = True, doc = "Files needed at run time."),
        "deps": attr.label_list(providers = [CcInfo], doc = "C libraries to link in."),
        "dynamic_deps": attr.label_list(doc = "cc_shared_library targets."),
        "exports": attr.string_list(doc = "The exact symbols; default: all of the Go closure."),
        "findings": attr.string(default = "report", values = ["report", "error"], doc = "What findings do."),
        "godebug": attr.string_dict(doc = "Recorded; the archive carries the settings."),
        "hdrs": attr.label_list(allow_files = [".h"], doc = "Public headers that the generated header includes."),
        "library_name": attr.string(doc = "What the library is called; default: the target's name."),
        "linker": attr.string(values = ["", "lld", "bfd", "gold", "mold"], doc = "The linker; \"\" chooses lld or mold, else bfd."),
        "linkopts": attr.string_list(doc = "Flags for the link."),
        "min_glibc": attr.string(doc = "The oldest glibc to run on."),
        "prefix": attr.string(doc = "What each symbol starts with."),
        "probe": attr.bool(doc = "For the twin of a test: exports the functions of //tests/conformance/probe, too."),
        "serialize": attr.string_list_dict(doc = "C functions that Go calls one at a time, by domain."),
        "shim": attr.string(default = "auto", values = ["auto", "diverted", "constructors"], doc = "How the Go runtime is led to the shim."),
        "shims": attr.string_list(doc = "Parts of the runtime shim to export."),
        "signals": attr.string(default = "quiet", values = ["quiet", "go"], doc = "Policy for the host's signals."),
        "soversion": attr.string(doc = "The SONAME's version."),
        "static_tls_bytes": attr.int(doc = "Size of the C code's own static TLS, in bytes."),
        "symbol_version": attr.string(doc = "The version node of all symbols."),
        "version": attr.string(doc = "SemVer or a stamp reference."),
        "version_flag": attr.label(providers = [BuildSettingInfo], doc = "A flag that overrides `version`."),
        "_glue": attr.label(default = "//runtime_shim:glue", providers = [CcInfo]),
        "_origins": attr.label(default = "//runtime_shim:origins", providers = [CcInfo]),
        "_load": attr.label_keyed_string_dict(
            default = {"//runtime_shim:load_" + variant: variant for variant in LOAD_VARIANTS},
            providers = [CcInfo],
        ),
        "_shims": attr.label_keyed_string_dict(
            default = {
                Label("//runtime_shim:" + part): part
                for part in ["error", "mutex", "serialize", "signal", "timer"]
            },
            providers = [CcInfo],
        ),
        "_cshared_gen": attr.label(default = "//gen/cmd/cshared-gen", executable = True, cfg = "exec"),
    },
    fragments = ["cpp"],
    provides = [GoCSharedInfo, CcInfo],
    toolchains = use_cc_toolchain(mandatory = False),
)
