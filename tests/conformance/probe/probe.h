#ifndef PROBE_H
#define PROBE_H

void cshared_call_of_probe(void *function, void *user);
void cshared_write_nil_of_probe(void);

#endif
