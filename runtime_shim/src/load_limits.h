#ifndef CSHARED_LOAD_LIMITS_H
#define CSHARED_LOAD_LIMITS_H

/* Remembers the limit on descriptors before Go raises it (syscall/rlimit.go). */
void cshared_load_limits_save(void);

/* Puts it back, if it still is what Go set. */
void cshared_load_limits_restore(void);

#endif
