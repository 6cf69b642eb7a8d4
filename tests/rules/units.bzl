"""Unit tests of the decisions that need no target: versions, linker, names."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//rules/private:godebug.bzl", "godebug_x_defs")
load("//rules/private:linker.bzl", "choose_linker")
load("//rules/private:names.bzl", "check_library_name")
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
        # A linker that is not known here is the toolchain's own business.
        ("", ["-fuse-ld=mold"], "toolchain", []),
        # What is asked for.
        ("gold", ["-fuse-ld=lld"], "gold", ["-fuse-ld=gold"]),
        ("lld", [], "lld", ["-fuse-ld=lld"] + _LLD),
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

_soversion_test = unittest.make(_soversion_impl)
_linker_test = unittest.make(_linker_impl)
_library_name_test = unittest.make(_library_name_impl)
_godebug_test = unittest.make(_godebug_impl)

def unit_test_suite(name):
    """All unit tests as one suite.

    Args:
      name: (string) The suite.
    """
    unittest.suite(name, _soversion_test, _linker_test, _library_name_test, _godebug_test)
