"""The macro go_cshared_library: a Go package → c-archive → one link of our own."""

load("@rules_go//go:def.bzl", "go_binary", "go_library")
load("//rules/private:cshared_glue.bzl", "cshared_glue")
load("//rules/private:cshared_link.bzl", "cshared_link")
load("//rules/private:go_package.bzl", "check_mode", "check_package", "cshared_go_package")
load("//rules/private:godebug.bzl", "godebug_x_defs")
load("//rules/private:platform.bzl", "SUPPORTED", "cshared_unsupported")

visibility(["//rules/...", "//tests/rules/..."])

# What the name of the target ends in that go_cshared_test runs its probes on: the same library, with
# //tests/conformance/probe in it. Only a test builds it.
TWIN = ".twin"

def go_cshared_library(
        name,
        library = None,
        libraries = {},
        srcs = [],
        embedsrcs = [],
        go_deps = [],
        importpath = None,
        mode = "",
        panics = "errno",
        leak_origins = False,
        prefix = "",
        version = "0.0.0",
        version_flag = None,
        soversion = "",
        exports = [],
        shims = [],
        serialize = {},
        hdrs = [],
        deps = [],
        dynamic_deps = [],
        linkopts = [],
        linker = "",
        symbol_version = "",
        min_glibc = "",
        static_tls_bytes = 0,
        signals = "quiet",
        shim = "auto",
        cpu_profile = False,
        cpus = "loader",
        findings = "report",
        allow_findings = [],
        godebug = {},
        copts = [],
        cppopts = [],
        cxxopts = [],
        data = [],
        gotags = [],
        x_defs = {},
        gc_goopts = [],
        gc_linkopts = [],
        race = "auto",
        msan = "auto",
        pgoprofile = None,
        features = [],
        tags = [],
        visibility = None,
        **kwargs):
    """Builds a C shared library from a Go package, or from several.

    The C API of ordinary packages is generated from the `//cshared:export` comments in it
    (`gen/DIRECTIVES.md`). A `package main` with `//export` functions is built unchanged, raw. The attributes
    decide name, prefix and version, as sources are read later; `//cshared:library` in a package has to
    agree.

    Makes `lib<name>.so.<X.Y.Z>` with its two names `lib<name>.so.<soversion>` (the SONAME) and
    `lib<name>.so`, and the header `<name>.h`. Use it in `deps` of cc_binary, cc_library and cc_test,
    or in `data` to dlopen it. Provides `GoCSharedInfo` and `CcInfo`; output groups `shared`,
    `header`, `symbols`, `debug`, `manifest`.

    The C++ toolchain links the Go archive, `deps` and what they need in one link, with exactly the
    declared symbols visible. Linux with glibc, 64 bit.

    Args:
      name: (string) The target, and the library's name: lib<name>.so.
      library: (Label) A go_library.
      libraries: (dict[Label, string]) Instead of `library`: several, each with what its names start with. That
        begins with `prefix`, which starts the library's own names: with prefix = "net_",
        {":url": "net_url_", ":ip": "net_ip_"}. A type of one package has one name in the signatures of all.
      srcs: (list[Label]) The package's Go, C and header files, instead of `library`.
      embedsrcs: (list[Label]) With `srcs`: files that `//go:embed` names.
      go_deps: (list[Label]) With `srcs`: the Go libraries that it imports.
      importpath: (string) With `srcs`: the package's import path; default the target's path.
      mode: (string) "api": the C API is generated, the default without `srcs`. "raw": the package is `main`,
        and its `//export` functions, with those of the Go packages it depends on, are the C API; the
        default for `srcs`.
      panics: (string) In mode "api", what a panic does unless a function says otherwise: "errno" gives
        the caller the status PANIC, "poison" does so and gives every later call the status POISONED, with the
        first panic's message and stack, "abort" ends the process.
      leak_origins: (bool) In mode "api", for debugging: the library records which C function made each
        buffer, error, handle and context that lives, or got a callback that Go keeps, and from where it
        was called, and has one more function, `<prefix>leaks`, that reports them. Each of them then costs a lock, an allocation and a
        walk of the stack. `select` on a flag of yours keeps it out of what you ship.
      prefix: (string) What each symbol starts with, with its underscore: "calc_". Mode "api" needs one; in
        mode "raw" it is checked when given.
      version: (string) SemVer, or a stamp reference such as "{STABLE_CALC_VERSION}", which needs
        `soversion` and is resolved by `--stamp`'s status files.
      version_flag: (Label) A `string_flag` whose value, unless empty, takes the place of `version`.
      soversion: (string) The SONAME's version. Default by cargo-c's rule from `version`: 1.2.3
        gives "1", 0.4.2 gives "0.4", 0.0.7 gives "0.0.7".
      exports: (list[string]) In mode "raw" the exact symbols to export, among `//export` functions and C
        functions of `deps`; default: every `//export` function of the Go closure. In mode "api" C functions
        of `deps` to export beside what is generated; `hdrs` declare them.
      shims: (list[string]) Parts of the runtime shim to export under `prefix`, with the header
        `<name>_shims.h`: "error", "mutex", "serialize", "signal" (snapshots and the router), "timer".
        `cshared_timer_now` becomes `calc_timer_now`; statuses come with any part. Go code that uses
        `runtime_shim/cshared` in the library has the same objects. See `runtime_shim/README.md`.
      serialize: (dict[string, list[string]]) C functions that are not safe for threads, by domain: {"solver":
        ["qp_solve", "qp_free"]}. Go calls those of a domain one at a time, whatever goroutines do; the mutex of the
        domain is also that of `//cshared:serialize` with the same name. They are functions of `deps`,
        `dynamic_deps`, libc or C files of a Go package, with any signature that `C.` can call. Calls by Go and by
        the C code above `import "C"` count, not those by other C code, nor by function pointers. A thread
        that is in the domain (C calls Go, which calls C) goes on at once. The functions must return:
        longjmp out of one leaves its domain locked. Go code in a domain that waits for another goroutine which
        calls into it waits for ever. See `runtime_shim/include/cshared/trampoline.h`.
      hdrs: (list[Label]) Public C headers with the types in the exports' signatures, and with the C
        functions of `exports`; the generated header includes them.
      deps: (list[Label]) cc_library targets to link in statically; with `srcs` also what its
        `import "C"` includes.
      dynamic_deps: (list[Label]) cc_shared_library targets to load at run time. Code that they
        export is not linked in again. They lie beside the library; its RUNPATH is `$ORIGIN`.
      linkopts: (list[string]) Flags for the link, for example "-lz". Make variables are expanded.
      linker: (string) "lld", "bfd", "gold" or "mold". Default: lld or mold where the C++ toolchain
        takes it, else bfd.
      symbol_version: (string) A version node for all symbols, for example "CALC_1".
      min_glibc: (string) The oldest glibc to run on, for example "2.34"; go_cshared_test checks it.
      static_tls_bytes: (int) Size in bytes of `__thread` data in the C code of `deps`: the allowance
        of go_cshared_test beyond Go's own 16 bytes.
      signals: (string) What the library does to the signals of its host. "quiet": signals for the
        process never land on runtime threads, what the host blocks stays blocked, handlers keep
        their flags, an ignored SIGPIPE stays ignored, RLIMIT_NOFILE is the host's again after the
        first call. "go": as the stock runtime. Either way several Go runtimes get on in one process.
        The whole table is in `runtime_shim/include/cshared/load.h`.
      shim: (string) How the Go runtime is led to the C code that keeps those promises. "auto": its own
        calls of libc are diverted, or, in a Go version that this release does not know, constructors
        around Go's own do what they can, and the build says so: weaker guarantees, the second table
        of `load.h`. "diverted": such a Go version is an error. "constructors": always the second.
      cpus: (string) Which CPUs runtime threads may use, and so how many there are for Go: "loader", those
        of the thread that loads the library, or "process", those of the process's main thread.
      cpu_profile: (bool) Leaves SIGPROF unblocked on runtime threads, which CPU profiles need.
      findings: (string) What happens when the Go closure uses what cannot work, or surprises, in the
        process of a host, such as os.Exit; the list is `gen/FINDINGS.md`. "report": the manifest and
        go_cshared_test name it. "error": what nobody has accepted fails the build, as a validation
        that nothing waits for. A comment accepts one place: `//cshared:allow os.Exit <reason>`.
      allow_findings: (list[string]) Findings to accept: by id, "os/exec", or in one package, "os.Exit@example.com/log".
      godebug: (dict[string, string]) GODEBUG settings baked into the library.
      copts: (list[string]) With `srcs`: flags for its C code.
      cppopts: (list[string]) With `srcs`: flags for its C preprocessor.
      cxxopts: (list[string]) With `srcs`: flags for its C++ code.
      data: (list[Label]) Files that the library needs at run time.
      gotags: (list[string]) Build tags for the whole Go closure.
      x_defs: (dict[string, string]) Go string variables to set at link time.
      gc_goopts: (list[string]) Flags for the Go compiler, for the main package.
      gc_linkopts: (list[string]) Flags for the Go linker.
      race: (string) "on", "off" or "auto": the race detector.
      msan: (string) "on", "off" or "auto": the memory sanitizer.
      pgoprofile: (Label) A CPU profile for profile-guided optimisation.
      features: (list[string]) Features of the C++ toolchain for the link.
      tags: (list[string]) Bazel's usual tags.
      visibility: (list[Label]) Bazel's usual visibility.
      **kwargs: Bazel's usual attributes: testonly, target_compatible_with, exec_properties,
        deprecation, restricted_to, compatible_with.
    """
    label = "//{}:{}".format(native.package_name(), name)
    of_srcs = {
        "copts": copts,
        "cppopts": cppopts,
        "cxxopts": cxxopts,
        "embedsrcs": embedsrcs,
        "go_deps": go_deps,
        "importpath": importpath,
    }
    check_package(label = label, library = library, libraries = libraries, srcs = srcs, of_srcs = of_srcs)

    inner = dict(kwargs, tags = [t for t in tags if t != "manual"] + ["manual"], visibility = ["//visibility:private"])
    if srcs:
        library = name + ".package"
        go_library(
            name = library,
            srcs = srcs,
            cdeps = deps,
            cgo = True,
            copts = copts,
            cppopts = cppopts,
            cxxopts = cxxopts,
            deps = go_deps,
            embedsrcs = embedsrcs,
            importpath = importpath or "{}/{}".format(native.package_name() or native.module_name(), name).lstrip("/"),
            **inner
        )
    mode = mode or ("raw" if srcs else "api")
    check_mode(label = label, mode = mode, panics = panics, exports = exports, hdrs = hdrs, leak_origins = leak_origins, libraries = libraries)
    if mode == "raw":
        main = name + ".checked"
        cshared_go_package(
            name = main,
            deps = [library],
            godebug = godebug,
            public_label = label,
            x_defs = x_defs.keys(),
            **inner
        )
    else:
        main = name + ".glue"
        cshared_glue(
            name = main,
            deps = (libraries.keys() if libraries else [library]) + [Label("//runtime_shim/glue")],
            exports = exports,
            godebug = godebug,
            hdrs = hdrs,
            leak_origins = leak_origins,
            library_name = name,
            panics = panics,
            prefix = prefix,
            prefixes = libraries.values(),
            public_label = label,
            version = version,
            version_flag = version_flag,
            x_defs = x_defs.keys(),
            **inner
        )
    of_archive = {
        "embed": [main],
        "gc_goopts": gc_goopts,
        "gc_linkopts": gc_linkopts,
        "gotags": gotags,
        "linkmode": "c-archive",
        "msan": msan,
        "pgoprofile": pgoprofile,
        "race": race,
        "x_defs": godebug_x_defs(godebug = godebug, x_defs = x_defs),
    }
    of_link = {
        "allow_findings": allow_findings,
        "cpu_profile": cpu_profile,
        "cpus": cpus,
        "data": data,
        "deps": deps,
        "dynamic_deps": dynamic_deps,
        "exports": exports,
        "features": features,
        "godebug": godebug,
        "hdrs": hdrs,
        "linker": linker,
        "linkopts": linkopts,
        "min_glibc": min_glibc,
        "prefix": prefix,
        "serialize": serialize,
        "shim": shim,
        "shims": shims,
        "signals": signals,
        "soversion": soversion,
        "static_tls_bytes": static_tls_bytes,
        "symbol_version": symbol_version,
        "version": version,
        "version_flag": version_flag,
        "visibility": visibility,
    }
    go_binary(
        name = name + ".archive",
        **(inner | of_archive)
    )
    cshared_unsupported(
        name = name + ".unsupported",
        public_label = label,
        **inner
    )
    cshared_link(
        name = name,
        archive = _where_supported(name = name, archive = ".archive"),
        findings = findings,
        tags = tags,
        **(kwargs | of_link)
    )
    twin = inner | {"testonly": True}
    go_binary(
        name = name + ".twin.archive",
        srcs = [Label("//tests/conformance/probe:testdata/twin.go")],
        deps = [Label("//tests/conformance/probe")],
        **(twin | of_archive)
    )
    cshared_link(
        name = name + TWIN,
        archive = _where_supported(name = name, archive = ".twin.archive"),
        library_name = name,
        probe = True,
        **(twin | of_link)
    )

def _where_supported(*, name, archive):
    return select({s: name + archive for s in SUPPORTED} | {
        "//conditions:default": name + ".unsupported",
    })
