/* Compiled with CSHARED_DEBUG: the order check refuses nothing of what is in order. */
#include "domains.c"
