"""`package_metadata` as the repositories that gazelle generates call it."""

load("//providers:package_metadata_info.bzl", "PackageMetadataInfo")

def _package_metadata_impl(ctx):
    metadata = ctx.actions.declare_file(ctx.label.name + ".package-metadata.json")
    ctx.actions.write(metadata, json.encode({"purl": ctx.attr.purl}))
    return [
        DefaultInfo(files = depset([metadata])),
        PackageMetadataInfo(metadata = metadata),
    ]

_package_metadata = rule(
    implementation = _package_metadata_impl,
    attrs = {"purl": attr.string(doc = "The package URL.")},
)

def package_metadata(*, name, purl, visibility = None):
    """Says which package URL a repository has.

    Args:
      name: the name of the target.
      purl: the package URL.
      visibility: who may refer to it.
    """
    _package_metadata(
        name = name,
        purl = purl,
        visibility = visibility,
        # The repositories set this target as the default of every target of theirs:
        # it would depend on itself.
        applicable_licenses = [],
    )
