#ifndef ROUTES_IP_H
#define ROUTES_IP_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Written in C: fills the address of "10.1.2.3", or returns false. */
bool routes_ip_parse(const char *text, uint32_t *ip);

#ifdef __cplusplus
}
#endif

#endif
