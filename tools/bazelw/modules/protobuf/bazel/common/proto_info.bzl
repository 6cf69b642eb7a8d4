"""Resolves the load of `ProtoInfo`."""

load(":native.bzl", "NativeProtoInfo")

ProtoInfo = NativeProtoInfo
