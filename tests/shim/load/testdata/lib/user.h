/* C code of a user, in the same library as the shim. */
#ifndef USER_H
#define USER_H

#include <stdint.h>

void user_fault(void);
void user_set_errno(void);
/* Calls a function of no argument. */
void user_call(void *f);
int user_sigaction(int sig);
int user_sigaction_as_go(int sig);
uint64_t user_thread_mask(void);
int user_thread_rounding(void);
int user_mmap(void);
int64_t user_call_back(int64_t);
/* Which variant of the library this is: 0 unless a part that is linked with it says otherwise. */
int user_which(void);

#endif
