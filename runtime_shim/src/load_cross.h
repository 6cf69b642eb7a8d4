/* How a call gets from C to Go: load_cross.c. */
#ifndef CSHARED_LOAD_CROSS_H
#define CSHARED_LOAD_CROSS_H

/* What a call brings along. */
typedef struct cshared_load_crossing {
  void (*function)(void *); /* Go's, of one argument */
  void *argument;
  volatile char *seen; /* the thread's byte: 0 if a preemption signal may have been lost */
  char seen_after;     /* what it becomes when that is repaired */
} cshared_load_crossing;

/* Go function: repairs the thread's preemption if need be, and goes on with the crossing's function. */
void cshared_load_cross(void *crossing);

/* Go function that does nothing. */
void cshared_load_idle(void *unused);

#endif
