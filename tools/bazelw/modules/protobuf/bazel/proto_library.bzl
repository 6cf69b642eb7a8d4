"""Resolves the load of `proto_library`; the rule is Bazel's own."""

proto_library = native.proto_library
