/* What brings C++ into a C program. */
#include "throws.h"

extern "C" __attribute__((visibility("default"))) void plugin_throw(void *argument) { throws::rethrown(argument); }

extern "C" __attribute__((visibility("default"))) long plugin_live() { return throws::frames + throws::thrown; }

extern "C" __attribute__((visibility("default"))) int plugin_uncaught() { return std::uncaught_exceptions(); }
