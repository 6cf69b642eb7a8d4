"""Resolves the load of `ProtoLangToolchainInfo`."""

load(":native.bzl", "native_proto_common")

ProtoLangToolchainInfo = native_proto_common.ProtoLangToolchainInfo
