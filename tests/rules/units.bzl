"""Unit tests of the decisions that need no target: versions, linker, names."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//rules/private:go_package.bzl", "check_mode", "check_package")
load("//rules/private:godebug.bzl", "godebug_x_defs")
load("//rules/private:linker.bzl", "choose_linker")
load("//rules/private:names.bzl", "check_library_name")
load("//rules/private:platform.bzl", "fail_unsupported", "is_musl")
load("//rules/private:version.bzl", "resolve_version")

visibility(["//tests/rules/..."])

def _soversion_impl(ctx):
    env = unittest.begin(ctx)
    for version, soversion, want_soversion, want_file in [
        ("1.2.3", "", "1", "1.2.3"),
        ("12.0.0", "", "12", "12.0.0"),
        ("0.4.2", "", "0.4", "0.4.2"),
        ("0.0.7", "", "0.0.7", "0.0.7"),
        ("0.0.0", "", "0.0.0", "0.0.0"),
        ("1.2.3-rc.1+build.5", "", "1", "1.2.3"),
        ("1.2.3", "7", "7", "1.2.3"),
        ("1.2.3", "7.8", "7.8", "1.2.3"),
        ("{STABLE_V}", "3", "3", "3"),
    ]:
        got = resolve_version(label = "//:x", version = version, soversion = soversion)
        asserts.equals(env, want_soversion, got.soversion, "soversion of " + version)
        asserts.equals(env, want_file, got.file, "file version of " + version)
    return unittest.end(env)

# Leaves a declared symbol that is nowhere defined to our own check.
_LLD = ["-Wl,--undefined-version"]

def _linker_impl(ctx):
    env = unittest.begin(ctx)
    for requested, flags, want_name, want_flags in [
        # Nothing asked for: lld where the toolchain takes it, else bfd.
        ("", ["-fuse-ld=lld"], "lld", _LLD),
        ("", ["-fuse-ld=/usr/bin/ld.lld"], "lld", _LLD),
        ("", ["--ld-path=/opt/llvm/bin/ld.lld-18"], "lld", _LLD),
        ("", ["-shared"], "bfd", ["-fuse-ld=bfd"]),
        ("", ["-fuse-ld=bfd"], "bfd", []),
        # Never silently gold.
        ("", ["-fuse-ld=gold"], "bfd", ["-fuse-ld=bfd"]),
        ("", ["-fuse-ld=/usr/bin/ld.gold"], "bfd", ["-fuse-ld=bfd"]),
        # The last flag wins, as in the compiler driver.
        ("", ["-fuse-ld=gold", "-fuse-ld=lld"], "lld", _LLD),
        ("", ["-fuse-ld=mold"], "mold", []),
        # A linker that is not known here is the toolchain's own business.
        ("", ["-fuse-ld=wild"], "toolchain", []),
        # What is asked for.
        ("gold", ["-fuse-ld=lld"], "gold", ["-fuse-ld=gold"]),
        ("lld", [], "lld", ["-fuse-ld=lld"] + _LLD),
        ("mold", ["-fuse-ld=lld"], "mold", ["-fuse-ld=mold"]),
        ("bfd", ["-fuse-ld=mold"], "bfd", ["-fuse-ld=bfd"]),
    ]:
        got = choose_linker(requested = requested, toolchain_flags = flags)
        asserts.equals(env, want_name, got.name, "{} of {}".format(requested, flags))
        asserts.equals(env, want_flags, got.flags, "{} of {}".format(requested, flags))
        asserts.equals(env, want_name == "bfd", "supports_start_end_lib" in got.disabled_features)
    return unittest.end(env)

def _library_name_impl(ctx):
    env = unittest.begin(ctx)
    messages = []
    for name in ["calc", "calc-2", "calc_x+y", "Calc.core"]:
        check_library_name(label = "//:x", name = name, fail = messages.append)
    asserts.equals(env, [], messages)
    check_library_name(label = "//:a/b", name = "a/b", fail = messages.append)
    asserts.equals(env, ["""//:a/b: the target name "a/b" cannot be the name of a library: lib{name}.so would not be a plain file name.
Possible fixes:
- use letters, digits, ".", "_", "-" and "+" only, and start with a letter
""".replace("{name}", "a/b")], messages)
    return unittest.end(env)

def _godebug_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, {}, godebug_x_defs(godebug = {}, x_defs = {}))
    asserts.equals(
        env,
        {"main.x": "1", "runtime.godebugDefault": "gctrace=1,panicnil=1"},
        godebug_x_defs(godebug = {"panicnil": "1", "gctrace": "1"}, x_defs = {"main.x": "1"}),
    )
    return unittest.end(env)

def _package_impl(ctx):
    env = unittest.begin(ctx)
    messages = []
    for attributes in [
        dict(library = ":lib", libraries = {}, srcs = [], of_srcs = {"copts": []}),
        dict(library = None, libraries = {":a": "x_a_", ":b": "x_b_"}, srcs = [], of_srcs = {"copts": []}),
        dict(library = None, libraries = {}, srcs = ["main.go"], of_srcs = {"copts": ["-O2"]}),
    ]:
        check_package(label = "//:x", fail = messages.append, **attributes)
    asserts.equals(env, [], messages)

    check_package(label = "//:x", library = None, libraries = {}, srcs = [], of_srcs = {}, fail = messages.append)
    check_package(label = "//:x", library = ":lib", libraries = {}, srcs = ["main.go"], of_srcs = {}, fail = messages.append)
    check_package(label = "//:x", library = ":lib", libraries = {":a": "x_"}, srcs = [], of_srcs = {}, fail = messages.append)
    check_package(label = "//:x", library = ":lib", libraries = {}, srcs = [], of_srcs = {"copts": ["-O2"], "go_deps": [":y"], "importpath": None}, fail = messages.append)
    check_package(label = "//:x", library = None, libraries = {":a": "x_a_", ":b": "x_b_"}, srcs = [], of_srcs = {"go_deps": [":y"]}, fail = messages.append)
    asserts.equals(env, [
        """//:x: none of `library`, `libraries` and `srcs` is set, but a library is made of what exactly one of the three names.
Possible fixes:
- name a go_library: library = ":lib"
- or several, each with the prefix of its names: libraries = {":url": "net_url_", ":ip": "net_ip_"}
- or list the package's files: srcs = ["main.go"]
""",
        """//:x: `library` and `srcs` are set, but a library is made of what exactly one of the three names.
Possible fixes:
- name a go_library: library = ":lib"
- or several, each with the prefix of its names: libraries = {":url": "net_url_", ":ip": "net_ip_"}
- or list the package's files: srcs = ["main.go"]
""",
        """//:x: `library` and `libraries` are set, but a library is made of what exactly one of the three names.
Possible fixes:
- name a go_library: library = ":lib"
- or several, each with the prefix of its names: libraries = {":url": "net_url_", ":ip": "net_ip_"}
- or list the package's files: srcs = ["main.go"]
""",
        """//:x: copts, go_deps describe the package of `srcs`, but the package is given by `library`.
Possible fixes:
- set them on :lib
""",
        """//:x: go_deps describe the package of `srcs`, but the package is given by `libraries`.
Possible fixes:
- set them on :a, :b
""",
    ], messages)
    return unittest.end(env)

def _mode_impl(ctx):
    env = unittest.begin(ctx)
    messages = []
    for mode, exports, hdrs, libraries in [
        ("api", [], [], {}),
        ("api", ["x"], ["x.h"], {":a": "x_a_", ":b": "x_b_"}),
        ("raw", ["x"], [], {}),
    ]:
        check_mode(label = "//:x", mode = mode, panics = "errno", exports = exports, hdrs = hdrs, libraries = libraries, fail = messages.append)
    asserts.equals(env, [], messages)
    check_mode(label = "//:x", mode = "auto", panics = "errno", exports = [], hdrs = [], libraries = {}, fail = messages.append)
    check_mode(label = "//:x", mode = "api", panics = "ignore", exports = [], hdrs = [], libraries = {}, fail = messages.append)
    check_mode(label = "//:x", mode = "api", panics = "abort", exports = ["x", "y"], hdrs = [], libraries = {}, fail = messages.append)
    check_mode(label = "//:x", mode = "raw", panics = "errno", exports = [], hdrs = [], libraries = {":a": "x_a_"}, fail = messages.append)
    check_mode(label = "//:x", mode = "api", panics = "errno", exports = [], hdrs = [], libraries = {}, leak_origins = True, fail = messages.append)
    check_mode(label = "//:x", mode = "raw", panics = "errno", exports = [], hdrs = [], libraries = {}, leak_origins = True, fail = messages.append)
    asserts.equals(env, [
        """//:x: mode = "auto" is unknown.
Possible fixes:
- mode = "api": the C API is generated from `//cshared:export` comments
- mode = "raw": the package is `main`, and its `//export` functions are the C API
""",
        """//:x: panics = "ignore" is unknown.
Possible fixes:
- panics = "errno": the caller gets a status and an error object
- panics = "poison": so do all later calls
- panics = "abort": the process ends
""",
        """//:x: exports = ["x","y"] names what a library with a generated C API exports beside it, C functions of `deps`, but `hdrs` is empty, so nothing would declare them.
Possible fixes:
- list the header that declares them in `hdrs`: the generated header includes it
- for Go functions: remove `exports`, and mark what is to be exported by `//cshared:export`
- for the `//export` functions of a `package main`: mode = "raw"
""",
        """//:x: `libraries` makes one library of several ordinary packages, but mode = "raw" takes one `package main`.
Possible fixes:
- remove `mode`, and mark what is to be exported by `//cshared:export`
- import the packages from one `package main`, and name it in `library`
""",
        """//:x: leak_origins is set, but the C functions of mode "raw" are written by hand.
Only generated functions know what their caller has to free.
Possible fixes:
- remove leak_origins
- use an ordinary Go package with `//cshared:export` comments: mode = "api"
""",
    ], messages)
    return unittest.end(env)

def _musl_impl(ctx):
    env = unittest.begin(ctx)
    for libc, target, want in [
        ("glibc_2.36", "x86_64-linux-gnu", False),
        ("unknown", "local", False),
        ("musl", "unknown", True),
        ("unknown", "x86_64-linux-musl", True),
    ]:
        toolchain = struct(libc = libc, target_gnu_system_name = target)
        asserts.equals(env, want, is_musl(cc_toolchain = toolchain), libc + " " + target)
    messages = []
    fail_unsupported(label = "//:x", what = "musl", fail = messages.append)
    asserts.equals(env, ["""//:x: a go_cshared_library cannot be built for musl: musl cannot dlopen a library whose TLS is initial-exec, as Go's is (https://go.dev/issue/54805).
Possible fixes:
- build for Linux with glibc on x86_64 or aarch64
- let other platforms skip the target: target_compatible_with = ["@platforms//os:linux"]
"""], messages)
    return unittest.end(env)

_soversion_test = unittest.make(_soversion_impl)
_linker_test = unittest.make(_linker_impl)
_library_name_test = unittest.make(_library_name_impl)
_godebug_test = unittest.make(_godebug_impl)
_package_test = unittest.make(_package_impl)
_mode_test = unittest.make(_mode_impl)
_musl_test = unittest.make(_musl_impl)

def unit_test_suite(name):
    """All unit tests as one suite.

    Args:
      name: (string) The suite.
    """
    unittest.suite(
        name,
        _soversion_test,
        _linker_test,
        _library_name_test,
        _godebug_test,
        _package_test,
        _mode_test,
        _musl_test,
    )
