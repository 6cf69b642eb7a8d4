#ifndef CSHARED_COEXIST_POKE_H
#define CSHARED_COEXIST_POKE_H

/* Sends SIGURG to every thread of the process, so that the dispatcher runs on each. Not
 * async-signal-safe. */
void cshared_coexist_poke(void);

#endif
