/* As shim_catch.c. */
#include "../../../../../runtime_shim/src/catch_rtti.c"
