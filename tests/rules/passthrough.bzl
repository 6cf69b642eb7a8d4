"""Bazel's usual attributes, and those of go_binary that cost a standard library of their own to build,
reach the targets behind the macro."""

load("@bazel_skylib//lib:unittest.bzl", "loadingtest")
load("//rules:defs.bzl", "go_cshared_library")

visibility(["//tests/rules/..."])

_COMMON = {
    "exec_properties": {"pool": "large"},
    "tags": ["a_tag", "manual"],
    "target_compatible_with": ["@platforms//os:linux"],
    "testonly": True,
}

_INNER = ["passthrough_library.checked", "passthrough_library.archive"]

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
    archive = native.existing_rule("passthrough_library.archive")
    loadingtest.equals(env, "race", "on", archive["race"])
    loadingtest.equals(env, "msan", "off", archive["msan"])
    loadingtest.equals(env, "pgoprofile", ":data.txt", archive["pgoprofile"])
    loadingtest.equals(env, "linkmode", "c-archive", archive["linkmode"])
    library = native.existing_rule("passthrough_library")
    loadingtest.equals(env, "features", ["a_feature"], [f for f in library["features"]])
    loadingtest.equals(env, "visibility", ["//tests:__subpackages__"], [str(v) for v in library["visibility"]])
