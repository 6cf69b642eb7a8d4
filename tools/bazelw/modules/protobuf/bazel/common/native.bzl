"""Bazel's own protocol buffer symbols under names that other files can give back to them."""

NativeProtoInfo = ProtoInfo  # buildifier: disable=native-proto-info
native_proto_common = proto_common_do_not_use
