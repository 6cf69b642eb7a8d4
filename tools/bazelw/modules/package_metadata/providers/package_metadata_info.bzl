"""The provider that rules_go looks for on a target's package metadata."""

PackageMetadataInfo = provider(
    doc = "Metadata of the package that a target comes from.",
    fields = {"metadata": "(File) The metadata as a JSON file."},
)
