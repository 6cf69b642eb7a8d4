/* Brings the part to cgo when Bazel, which links the cc_library, is not there. */
#include "../../../../../runtime_shim/src/catch.c"
