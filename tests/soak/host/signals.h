#ifndef SIGNALS_H
#define SIGNALS_H

#include <stdint.h>

extern uint64_t signals_sent, signals_waited, signals_read;

void signals_block(void);
void signals_start(void);
void signals_end(void);

#endif
