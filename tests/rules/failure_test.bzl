"""Tests of failures: the subject must fail to be analysed, and the whole message must be as expected."""

visibility(["//tests/rules/..."])

def _failure_test_impl(ctx):
    subject = ctx.attr.subject[0]  # A transition makes the label attribute a list.
    got = ""
    if AnalysisFailureInfo in subject:
        got = "\n".join([c.message for c in subject[AnalysisFailureInfo].causes.to_list()])

    # Bazel writes the call stack of fail() before its text.
    return [AnalysisTestResultInfo(
        success = got.rstrip().endswith(ctx.attr.expect.rstrip()) and bool(ctx.attr.expect),
        message = "want the failure:\n{}\ngot:\n{}".format(ctx.attr.expect, got or "(the analysis succeeded)"),
    )]

def _failure_test_rule(settings):
    return rule(
        implementation = _failure_test_impl,
        attrs = {
            "expect": attr.string(mandatory = True),
            "subject": attr.label(
                mandatory = True,
                cfg = analysis_test_transition(settings = {
                    "//command_line_option:allow_analysis_failures": "True",
                } | settings),
            ),
        },
        analysis_test = True,
    )

failure_test = _failure_test_rule({})
pure_failure_test = _failure_test_rule({str(Label("@rules_go//go/config:pure")): True})
macos_failure_test = _failure_test_rule({"//command_line_option:platforms": str(Label("//tests/rules/platforms:macos"))})
windows_failure_test = _failure_test_rule({"//command_line_option:platforms": str(Label("//tests/rules/platforms:windows"))})
freebsd_failure_test = _failure_test_rule({"//command_line_option:platforms": str(Label("//tests/rules/platforms:freebsd"))})
x86_32_failure_test = _failure_test_rule({"//command_line_option:platforms": str(Label("//tests/rules/platforms:linux_x86_32"))})
