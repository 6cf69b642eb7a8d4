"""Implementation of go_cshared_test."""

load("@rules_cc//cc:find_cc_toolchain.bzl", "find_cc_toolchain", "use_cc_toolchain")
load("@rules_cc//cc/common:cc_common.bzl", "cc_common")
load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")
load("//rules:providers.bzl", "GoCSharedInfo")
load("//rules/private:go_cshared_library.bzl", "TWIN")
load("//rules/private/actions:calls.bzl", "build_calls")

visibility(["//rules/...", "//tests/rules/..."])

_NOT_A_LIBRARY = """{label}: library = "{library}" is not a go_cshared_library, so there is no contract to test.
Possible fixes:
- name a go_cshared_library target
"""

_CALL_WITHOUT_GO = """{label}: first_call = "{call}" does not enter Go, so the checks of the first call would see nothing.
Possible fixes:
- remove first_call: a function of abi.json is taken then
- name an exported Go function without parameters
"""

_TWIN_OF_OTHER = """{label}: library = "{library}" is {what}, and no go_cshared_library has made a "{suffix}" of that name for the probes.
Possible fixes:
- name the go_cshared_library itself
- name the twin, too: twin = "//package:library{suffix}"
- go without the checks that need it, which are reported as skipped then: twin = None
"""

_NOT_A_TWIN = """{label}: twin = "{twin}" is not a go_cshared_library, so it has no probes.
Possible fixes:
- remove twin: it is the one that go_cshared_library makes beside the library
- go without the checks that need it, which are reported as skipped then: twin = None
"""

def _first_call(*, label, info, first_call):
    """The function that enters Go. Without one, a function of abi.json is chosen when the test runs."""
    if info.mode == "api" and first_call == info.prefix + "version":
        fail(_CALL_WITHOUT_GO.format(label = label, call = first_call))
    return first_call

_VECTORS_WITHOUT_API = """{label}: `vectors` call {library}, which is a raw library: nothing says what its functions take.
Possible fixes:
- remove `vectors`, and test the library by a cc_test
- make the library with mode = "api"
"""

def _calls(ctx, *, info, hdrs):
    """The program that calls the library; None for a raw one."""
    if not info.abi:
        if ctx.files.vectors:
            fail(_VECTORS_WITHOUT_API.format(label = ctx.label, library = str(info.label).removeprefix("@@").removeprefix("@")))
        return None
    cc_toolchain = find_cc_toolchain(ctx)
    return build_calls(
        actions = ctx.actions,
        toolchain = struct(
            cc = cc_toolchain,
            features = cc_common.configure_features(
                ctx = ctx,
                cc_toolchain = cc_toolchain,
                requested_features = ctx.features,
                unsupported_features = ctx.disabled_features,
            ),
        ),
        tool = ctx.executable._cshared_gen,
        label = str(ctx.label).removeprefix("@@").removeprefix("@"),
        name = ctx.label.name,
        abi = info.abi,
        header = info.header,
        hdrs = hdrs,
        vectors = ctx.files.vectors,
        support = ctx.attr._calls,
    )

def _go_cshared_test_impl(ctx):
    if GoCSharedInfo not in ctx.attr.library:
        fail(_NOT_A_LIBRARY.format(label = ctx.label, library = ctx.attr.library.label))
    info = ctx.attr.library[GoCSharedInfo]
    if ctx.attr.twin and GoCSharedInfo not in ctx.attr.twin:
        fail(_NOT_A_TWIN.format(label = ctx.label, twin = ctx.attr.twin.label))
    twin = ctx.attr.twin[GoCSharedInfo].shared if ctx.attr.twin else None
    neighbour = ctx.file._neighbour if twin else None
    shim_headers = [info.shim_header] if info.shim_header else []
    calls = _calls(ctx, info = info, hdrs = shim_headers + info.hdrs.to_list())
    config = ctx.actions.declare_file(ctx.label.name + ".config.json")
    ctx.actions.write(config, json.encode_indent({
        "abi": info.abi.short_path if info.abi else "",
        "allow": ctx.attr.allow,
        "calls": calls.short_path if calls else "",
        "debug": info.debug.short_path if info.debug else "",
        "expect_failures": ctx.attr.expect_failures,
        "first_call": _first_call(label = ctx.label, info = info, first_call = ctx.attr.first_call),
        "hdrs": [hdr.short_path for hdr in shim_headers + info.hdrs.to_list()],
        "header": info.header.short_path,
        "label": str(info.label).removeprefix("@@").removeprefix("@"),
        "library": info.shared.short_path,
        "manifest": info.manifest.short_path,
        "host": ctx.executable._host.short_path,
        "neighbour": neighbour.short_path if neighbour else "",
        "policy": ctx.attr.policy,
        "thorough": ctx.attr.thorough,
        "timeout_seconds": ctx.attr.check_timeout_seconds,
        "twin": twin.short_path if twin else "",
    }))
    executable = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(output = executable, target_file = ctx.executable._runner, is_executable = True)
    runfiles = ctx.runfiles(
        [config, info.header, info.manifest] + shim_headers + [
            file
            for file in [info.abi, info.debug, calls, neighbour]
            if file
        ],
        transitive_files = info.hdrs,
    ).merge_all([
        target[DefaultInfo].default_runfiles
        for target in [ctx.attr.library, ctx.attr._runner, ctx.attr._host] + ([ctx.attr.twin] if twin else [])
    ])
    return [
        DefaultInfo(executable = executable, runfiles = runfiles),
        RunEnvironmentInfo(environment = {"CSHARED_TEST_CONFIG": config.short_path}),
    ]

cshared_test = rule(
    implementation = _go_cshared_test_impl,
    doc = "Runs the checks of the contract on a library; see go_cshared_test.",
    attrs = {
        "allow": attr.string_list(doc = "Failures to accept."),
        "check_timeout_seconds": attr.int(default = 20, doc = "Time limit of one check, in seconds."),
        "expect_failures": attr.string_list(doc = "Ids of checks that must fail."),
        "first_call": attr.string(doc = "An exported Go function without parameters."),
        "library": attr.label(mandatory = True, doc = "The library to prove."),
        "policy": attr.string_dict(doc = "Limits by name."),
        "thorough": attr.bool(doc = "Runs the checks that take long, too."),
        "twin": attr.label(doc = "The same library with probes."),
        "vectors": attr.label_list(allow_files = [".json"], doc = "Calls and what they must return."),
        "_calls": attr.label(default = "//tests/conformance/host/calls", providers = [CcInfo]),
        "_cshared_gen": attr.label(default = "//gen/cmd/cshared-gen", executable = True, cfg = "exec"),
        "_host": attr.label(default = "//tests/conformance/host", executable = True, cfg = "target"),
        "_neighbour": attr.label(default = "//tests/conformance/neighbour", allow_single_file = True),
        "_runner": attr.label(default = "//tests/conformance/runner", executable = True, cfg = "target"),
    },
    fragments = ["cpp"],
    toolchains = use_cc_toolchain(mandatory = False),
    test = True,
)

# The default of `twin`, to be told from None.
_BESIDE = "the one beside the library"

def _without_twin(given):
    """What a target of this package is that has no twin beside it; of others, and what stands further down, nothing is known."""
    if given != native.package_relative_label(":" + given.name):
        return None
    rule = native.existing_rule(given.name)
    if not rule or native.existing_rule(given.name + TWIN):
        return None
    return "a target of the rule " + rule["kind"]

def twin_of(*, name, library, fail = fail):
    """Finds the twin that go_cshared_library has made beside the library, by its name.

    Args:
      name: (string) The test, for messages.
      library: (Label) The `library` attribute.
      fail: (function) For tests: receives the message instead of `fail`.
    Returns:
      (Label) The twin.
    """
    given = None if type(library) == "select" else native.package_relative_label(library)
    what = _without_twin(given) if given else "chosen by the configuration"
    if what:
        fail(_TWIN_OF_OTHER.format(
            label = "//{}:{}".format(native.package_name(), name),
            library = library if given else "select(…)",
            suffix = TWIN,
            what = what,
        ))
    return given.same_package_label(given.name + TWIN) if given else None

def go_cshared_test(
        name,
        library,
        twin = _BESIDE,
        first_call = "",
        allow = [],
        policy = {},
        thorough = False,
        check_timeout_seconds = 20,
        expect_failures = [],
        vectors = [],
        **kwargs):
    """Proves that a library holds its contract: loads the real artefact and asserts each invariant.

    Every check is named and runs in a fresh process with a time limit; the result is a table, JUnit XML
    for Bazel, and `conformance.json` among the outputs of the test. The checks: `tests/conformance/CHECKS.md`.

    Some checks need Go code that loops, collects or faults on request. They run on the twin of the library,
    a target `<library>.twin` that go_cshared_library makes and only a test builds: the same Go closure and the same
    link, with the package `tests/conformance/probe` in it.

    Args:
      name: (string) The test.
      library: (Label) The go_cshared_library to prove.
      twin: (Label or None) The same library with probes. Default: `<library>.twin`, which there is for every
        go_cshared_library. An alias of one, or a `select`, needs it named; with None the checks on the twin
        are reported as skipped.
      first_call: (string) An exported Go function without parameters that is safe to call at any time, by many
        threads. Default: of a generated API, a method, called for an object that does not exist, so that no code
        of yours runs; where there is none, a function that takes scalars, texts and slices, called with zeros and
        empty ones, or `<prefix>init`, which enters Go once; in mode "raw" there is none, and the checks that need
        a call into Go are reported as skipped.
      allow: (list[string]) Failures that you accept, each as `<id of the check>: <reason>`. They are shown
        with the reason, and the test passes.
      policy: (dict[string, string]) Limits of your own, by name, as whole numbers: `tests/conformance/CHECKS.md` has
        the names, units and defaults.
      thorough: (bool) Runs the checks that take long, too.
      check_timeout_seconds: (int) Time limit of one check, in seconds.
      expect_failures: (list[string]) Ids of checks that must fail, for testing the test: it passes only if
        exactly these fail.
      vectors: (list[Label]) Calls with arguments and what they must return, as JSON: `tests/conformance/VECTORS.md`.
        The vectors of a file run in their order in one process, which has `check_timeout_seconds`.
      **kwargs: Bazel's usual attributes of a test: size, timeout, tags, target_compatible_with, visibility and so on.
    """
    cshared_test(
        name = name,
        allow = allow,
        check_timeout_seconds = check_timeout_seconds,
        expect_failures = expect_failures,
        vectors = vectors,
        first_call = first_call,
        library = library,
        policy = policy,
        thorough = thorough,
        twin = twin_of(name = name, library = library) if twin == _BESIDE else twin,
        **kwargs
    )
