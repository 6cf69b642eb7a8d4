"""Implementation of the checks between the user's Go package and its c-archive.

It is a Go rule that `go_binary` embeds: edges named `deps` and `embed` stay in the configuration of
the c-archive, so the Go closure is compiled once.
"""

load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")
load("@rules_go//go:def.bzl", "GoArchive", "GoInfo")
load("//rules/private:godebug.bzl", "check_godebug")

visibility(["//rules/...", "//tests/rules/..."])

_NOT_GO = """{label}: {written} is not a Go library, so it has no functions to export.
Possible fixes:
- name a go_library whose package is `main` and has `//export` functions
- list the package's Go files in `srcs` instead
- list a cc_library in `deps`
"""

_LIBRARY_OR_SRCS = """{label}: {what}, but a library is made of what exactly one of the three names.
Possible fixes:
- name a go_library: library = ":lib"
- or several, each with the prefix of its names: libraries = {{":url": "net_url_", ":ip": "net_ip_"}}
- or list the package's files: srcs = ["main.go"]
"""

_GO_DEPS_WITHOUT_SRCS = """{label}: {attributes} describe the package of `srcs`, but the package is given by `{attribute}`.
Possible fixes:
- set them on {library}
"""

_BAD_MODE = """{label}: mode = "{mode}" is unknown.
Possible fixes:
- mode = "api": the C API is generated from `//cshared:export` comments
- mode = "raw": the package is `main`, and its `//export` functions are the C API
"""

_BAD_PANICS = """{label}: panics = "{panics}" is unknown.
Possible fixes:
- panics = "errno": the caller gets a status and an error object
- panics = "poison": so do all later calls
- panics = "abort": the process ends
"""

_EXPORTS_WITHOUT_HDRS = """{label}: exports = {exports} names what a library with a generated C API exports beside it, C functions of `deps`, but `hdrs` is empty, so nothing would declare them.
Possible fixes:
- list the header that declares them in `hdrs`: the generated header includes it
- for Go functions: remove `exports`, and mark what is to be exported by `//cshared:export`
- for the `//export` functions of a `package main`: mode = "raw"
"""

_RAW_LIBRARIES = """{label}: `libraries` makes one library of several ordinary packages, but mode = "raw" takes one `package main`.
Possible fixes:
- remove `mode`, and mark what is to be exported by `//cshared:export`
- import the packages from one `package main`, and name it in `library`
"""

_ORIGINS_OF_RAW = """{label}: leak_origins is set, but the C functions of mode "raw" are written by hand.
Only generated functions know what their caller has to free.
Possible fixes:
- remove leak_origins
- use an ordinary Go package with `//cshared:export` comments: mode = "api"
"""

def check_mode(*, label, mode, panics, exports, hdrs, libraries, leak_origins = False, fail = fail):
    """Fails unless the attributes about the C API go together.

    Args:
      label: (string) The target, for messages.
      mode: (string) The `mode` attribute.
      panics: (string) The `panics` attribute.
      exports: (list[string]) The `exports` attribute.
      hdrs: (list[Label]) The `hdrs` attribute.
      libraries: (dict[Label, string]) The `libraries` attribute.
      leak_origins: (bool or select) The `leak_origins` attribute.
      fail: (function) For tests: receives the message instead of `fail`.
    """
    if mode not in ["api", "raw"]:
        fail(_BAD_MODE.format(label = label, mode = mode))
    if panics not in ["errno", "poison", "abort"]:
        fail(_BAD_PANICS.format(label = label, panics = panics))
    if mode == "raw" and libraries:
        fail(_RAW_LIBRARIES.format(label = label))
    if mode == "raw" and leak_origins:
        fail(_ORIGINS_OF_RAW.format(label = label))
    if mode == "api" and exports and not hdrs:
        fail(_EXPORTS_WITHOUT_HDRS.format(label = label, exports = json.encode(exports)))

def check_package(*, label, library, libraries, srcs, of_srcs, fail = fail):
    """Fails unless the Go packages are given in exactly one of the three ways.

    Args:
      label: (string) The target, for messages.
      library: (Label) The `library` attribute.
      libraries: (dict[Label, string]) The `libraries` attribute.
      srcs: (list[Label]) The `srcs` attribute.
      of_srcs: (dict[string, value]) The attributes that only go with `srcs`.
      fail: (function) For tests: receives the message instead of `fail`.
    """
    given = [name for name, value in {"library": library, "libraries": libraries, "srcs": srcs}.items() if value]
    if len(given) != 1:
        what = "`{}` are set".format("` and `".join(given)) if given else "none of `library`, `libraries` and `srcs` is set"
        fail(_LIBRARY_OR_SRCS.format(label = label, what = what))
    stray = [a for a in of_srcs if of_srcs[a]] if library or libraries else []
    if stray:
        fail(_GO_DEPS_WITHOUT_SRCS.format(
            label = label,
            attribute = "library" if library else "libraries",
            attributes = ", ".join(stray),
            library = library or ", ".join([str(key) for key in libraries]),
        ))

def fail_not_go(*, label, written, fail = fail):
    """Fails because what is given is not a Go library.

    Args:
      label: (string) The target, for the message.
      written: (string) What was given, as it stands in the rule.
      fail: (function) For tests: receives the message instead of `fail`.
    """
    fail(_NOT_GO.format(label = label, written = written))

def _cshared_go_package_impl(ctx):
    library = ctx.attr.deps[0]
    label = ctx.attr.public_label
    check_godebug(label = label, godebug = ctx.attr.godebug, x_defs = ctx.attr.x_defs)
    if GoInfo not in library or GoArchive not in library:
        fail_not_go(label = label, written = "library = \"{}\"".format(library.label))
    providers = [library[DefaultInfo], library[GoInfo], library[GoArchive]]
    return providers + ([library[CcInfo]] if CcInfo in library else [])

cshared_go_package = rule(
    implementation = _cshared_go_package_impl,
    doc = "Passes a Go library on to the c-archive after checking that it can become one.",
    attrs = {
        # Called `deps` because rules_go's aspect finds the C dependencies of Go packages along
        # attributes of this name only.
        "deps": attr.label_list(mandatory = True, doc = "The one Go library."),
        "godebug": attr.string_dict(doc = "GODEBUG settings, to check."),
        "public_label": attr.string(mandatory = True, doc = "The user's target, for messages."),
        "x_defs": attr.string_list(doc = "Names of the user's `x_defs`, to check."),
    },
)
