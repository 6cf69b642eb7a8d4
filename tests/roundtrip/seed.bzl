"""The seed of the random signatures as a Make variable."""

load("@bazel_skylib//rules:common_settings.bzl", "BuildSettingInfo")

visibility(["//tests/roundtrip"])

def _seed_variable_impl(ctx):
    return [platform_common.TemplateVariableInfo({"SEED": ctx.attr.flag[BuildSettingInfo].value})]

seed_variable = rule(
    implementation = _seed_variable_impl,
    doc = "Gives $(SEED) to genrules.",
    attrs = {"flag": attr.label(mandatory = True, providers = [BuildSettingInfo], doc = "The string_flag.")},
)
