"""Resolves the load of `proto_common`."""

load(":native.bzl", "native_proto_common")

proto_common = native_proto_common
