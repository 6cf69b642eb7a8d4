#ifndef MIXED_CRC32_H
#define MIXED_CRC32_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Returns the CRC-32 (IEEE 802.3) of `length` bytes at `data`. C code that the library exports as it
 * is, beside its Go functions. */
uint32_t mixed_crc32(const void *data, size_t length);

#ifdef __cplusplus
}
#endif

#endif
