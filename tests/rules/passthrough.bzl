"""Bazel's usual attributes, and those of go_binary that cost a standard library of their own to build,
reach the targets behind the macro."""

load("@bazel_skylib//lib:unittest.bzl", "loadingtest")
load("//rules:defs.bzl", "go_cshared_library")
load("//rules/private:go_cshared_test.bzl", "twin_of")

visibility(["//tests/rules/..."])

_COMMON = {
    "exec_properties": {"pool": "large"},
    "tags": ["a_tag", "manual"],
    "target_compatible_with": ["@platforms//os:linux"],
    "testonly": True,
}

_INNER = ["passthrough_library.checked", "passthrough_library.archive", "passthrough_library.twin.archive", "passthrough_library.twin"]

def _text(value):
    """Labels compare by their text; existing_rule gives them in several forms."""
    if type(value) == "dict":
        return sorted(["{}={}".format(k, v) for k, v in value.items()])
    if type(value) in ["list", "tuple"]:
        return sorted([str(v).rpartition("//")[2] for v in value])
    return str(value)

def passthrough_test_suite(name):
    """Compares the attributes of the macro's targets with those that the macro was given.

    Args:
      name: (string) The suite.
    """
    go_cshared_library(
        name = "passthrough_library",
        features = ["a_feature"],
        library = "//tests/rules/library:calc",
        mode = "raw",
        msan = "off",
        pgoprofile = "data.txt",
        race = "on",
        visibility = ["//tests:__subpackages__"],
        **_COMMON
    )
    env = loadingtest.make(name)
    for target in ["passthrough_library"] + _INNER:
        rule = native.existing_rule(target)
        for attribute, want in _COMMON.items():
            loadingtest.equals(env, "{}_{}".format(target, attribute), _text(want), _text(rule[attribute]))
    for twin in ["", ".twin"]:
        archive = native.existing_rule("passthrough_library{}.archive".format(twin))
        loadingtest.equals(env, "race" + twin, "on", archive["race"])
        loadingtest.equals(env, "msan" + twin, "off", archive["msan"])
        loadingtest.equals(env, "pgoprofile" + twin, ":data.txt", archive["pgoprofile"])
        loadingtest.equals(env, "linkmode" + twin, "c-archive", archive["linkmode"])
        library = native.existing_rule("passthrough_library" + twin)
        loadingtest.equals(env, "features" + twin, ["a_feature"], [f for f in library["features"]])
        loadingtest.equals(env, "visibility" + twin, ["//tests:__subpackages__"], [str(v) for v in library["visibility"]])
    _twins(env)

_NO_TWIN = """//tests/rules/attributes:a_test: library = "{}" is {}, and no go_cshared_library has made a ".twin" of that name for the probes.
Possible fixes:
- name the go_cshared_library itself
- name the twin, too: twin = "//package:library.twin"
- go without the checks that need it, which are reported as skipped then: twin = None
"""

def _twins(env):
    """A test finds the twin by the name of its library, and says so where there can be none."""
    native.alias(
        name = "passthrough_alias",
        actual = ":passthrough_library",
        tags = ["manual"],
    )

    # Compared here: the tests put what they compare into a shell script.
    for library, want in {
        ":passthrough_library": "",
        ":passthrough_alias": _NO_TWIN.format(":passthrough_alias", "a target of the rule alias"),
        "//examples/tour": "",
    }.items():
        said = []
        found = twin_of(name = "a_test", library = library, fail = said.append)
        loadingtest.equals(env, "said_of_" + library.strip(":/").replace("/", "_"), True, "".join(said) == want)
        if not want:
            loadingtest.equals(env, "twin_of_" + library.strip(":/").replace("/", "_"), True, found.name.endswith(".twin"))
    said = []
    twin_of(name = "a_test", library = select({"//conditions:default": ":passthrough_library"}), fail = said.append)
    loadingtest.equals(env, "said_of_select", True, "".join(said) == _NO_TWIN.format("select(…)", "chosen by the configuration"))
