/* What `cshared-gen divert` puts in the place of libc's functions, in the runtime's own objects. */
#ifndef CSHARED_LOAD_DIVERTED_H
#define CSHARED_LOAD_DIVERTED_H

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/types.h>

int cshared_load_sigaction(int signal, const struct sigaction *action, struct sigaction *old);
int cshared_load_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *),
                                void *argument);
int cshared_load_pthread_key_create(pthread_key_t *key, void (*destructor)(void *));
void *cshared_load_mmap(void *address, size_t size, int protection, int flags, int descriptor, off_t offset);
int cshared_load_munmap(void *address, size_t size);

/* In the place of _cgo_wait_runtime_init_done: the first thing that an exported function does. */
size_t cshared_load_enter(void);

/* In the place of crosscall2: the last thing. */
void cshared_load_crosscall2(void (*function)(void *), void *argument, int size, size_t context);

#endif
