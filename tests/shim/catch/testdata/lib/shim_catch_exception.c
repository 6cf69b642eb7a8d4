/* As shim_catch.c. */
#include "../../../../../runtime_shim/src/catch_exception.c"
