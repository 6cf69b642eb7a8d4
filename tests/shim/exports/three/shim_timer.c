/* Brings the part to cgo without the cc_library. */
#include "../../../../runtime_shim/src/timer.c"
