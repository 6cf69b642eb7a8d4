"""Where a Go C shared library can be made to hold its contract, and the messages for elsewhere."""

visibility(["//rules/...", "//tests/rules/..."])

_UNSUPPORTED = """{label}: a go_cshared_library cannot be built for {what}: {why}.
Possible fixes:
- build for Linux with glibc on x86_64 or aarch64
- let other platforms skip the target: target_compatible_with = ["@platforms//os:linux"]
"""

_PURE = """{label}: a go_cshared_library cannot be built in pure Go mode: without cgo there is no C entry into Go.
Possible fixes:
- build without --@rules_go//go/config:pure
- give the platform a C++ toolchain; rules_go turns cgo off where there is none
"""

_REASONS = {
    "Windows": "its DLLs have neither SONAME, version scripts nor POSIX signals",
    "a processor other than x86_64 and aarch64": "the facts behind the guarantees are of these, with 64-bit Linux",
    "an operating system other than Linux": "the guarantees lean on ELF, glibc and Linux signals",
    "macOS": "its dylibs have no version scripts, and Mach exceptions take the place of signals",
    "musl": "musl cannot dlopen a library whose TLS is initial-exec, as Go's is (https://go.dev/issue/54805)",
}

# A select() over these lets the Go toolchains be asked only where they can answer: on any other
# platform rules_go would fail first, and not say that the platform is the reason.
SUPPORTED = [
    Label("//rules/private:linux_x86_64"),
    Label("//rules/private:linux_aarch64"),
]

def is_musl(*, cc_toolchain):
    """Tells whether the C++ toolchain makes programs for musl.

    Args:
      cc_toolchain: (CcToolchainInfo) The toolchain of the target platform.
    Returns:
      (bool) True if its libc or its target name says musl.
    """
    return "musl" in cc_toolchain.libc or "musl" in cc_toolchain.target_gnu_system_name

def fail_unsupported(*, label, what, fail = fail):
    """Fails with the reason why `what` is not supported.

    Args:
      label: (Label) The target, for the message.
      what: (string) A key of the table of reasons.
      fail: (function) For tests: receives the message instead of `fail`.
    """
    fail(_UNSUPPORTED.format(label = label, what = what, why = _REASONS[what]))

def fail_pure(*, label, fail = fail):
    """Fails because cgo is off.

    Args:
      label: (Label) The target, for the message.
      fail: (function) For tests: receives the message instead of `fail`.
    """
    fail(_PURE.format(label = label))

def _has(ctx, constraint):
    return ctx.target_platform_has_constraint(getattr(ctx.attr, constraint)[platform_common.ConstraintValueInfo])

def _cshared_unsupported_impl(ctx):
    label = ctx.attr.public_label
    if _has(ctx, "_windows"):
        fail_unsupported(label = label, what = "Windows")
    if _has(ctx, "_macos"):
        fail_unsupported(label = label, what = "macOS")
    if not _has(ctx, "_linux"):
        fail_unsupported(label = label, what = "an operating system other than Linux")
    if not _has(ctx, "_x86_64") and not _has(ctx, "_aarch64"):
        fail_unsupported(label = label, what = "a processor other than x86_64 and aarch64")
    fail_pure(label = label)

cshared_unsupported = rule(
    implementation = _cshared_unsupported_impl,
    doc = "Stands in for the c-archive where there cannot be one, and says why.",
    attrs = {
        "public_label": attr.string(mandatory = True, doc = "The user's target, for messages."),
        "_aarch64": attr.label(default = "@platforms//cpu:aarch64"),
        "_linux": attr.label(default = "@platforms//os:linux"),
        "_macos": attr.label(default = "@platforms//os:macos"),
        "_windows": attr.label(default = "@platforms//os:windows"),
        "_x86_64": attr.label(default = "@platforms//cpu:x86_64"),
    },
)
