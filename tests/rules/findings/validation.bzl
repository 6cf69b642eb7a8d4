"""Findings fail the build where they are asked to, and nothing that is linked waits for them."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest", "asserts")

visibility(["//tests/rules/findings"])

def _outputs(target):
    return [f.basename for f in target[OutputGroupInfo]._validation.to_list()]

def _strict_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.true(env, "findings.ok" in _outputs(analysistest.target_under_test(env)))
    return analysistest.end(env)

def _reported_impl(ctx):
    env = analysistest.begin(ctx)
    asserts.false(env, "findings.ok" in _outputs(analysistest.target_under_test(env)))
    return analysistest.end(env)

def _readers_impl(ctx):
    env = analysistest.begin(ctx)
    readers = [
        action.mnemonic
        for action in analysistest.target_actions(env)
        if [f for f in action.inputs.to_list() if f.basename == "manifest.json"]
    ]
    asserts.equals(env, ["CSharedCheckFindings"], readers)
    return analysistest.end(env)

_strict_test = analysistest.make(_strict_impl)
_reported_test = analysistest.make(_reported_impl)
_readers_test = analysistest.make(_readers_impl)

def validation_test_suite(name):
    """Tests of the actions behind `findings`.

    Args:
      name: (string) The suite.
    """
    _strict_test(name = "strict_test", target_under_test = ":strict")
    _reported_test(name = "reported_test", target_under_test = ":reported")
    _readers_test(name = "readers_test", target_under_test = ":strict")
    native.test_suite(
        name = name,
        tests = ["strict_test", "reported_test", "readers_test"],
    )
