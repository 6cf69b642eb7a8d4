/* How a call gets from C to Go: load_cross.c, cshared/guard.h. */
#ifndef CSHARED_LOAD_CROSS_H
#define CSHARED_LOAD_CROSS_H

/* Go function that does nothing. */
void cshared_load_idle(void *unused);

#endif
