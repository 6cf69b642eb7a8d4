/* Brings the part to cgo when Bazel, which links the cc_library, is not there. */
#include "../src/status.c"
