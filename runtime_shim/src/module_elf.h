/* Reading the copy of a library, after cshared_module_check_elf has found it whole. Internal. */
#ifndef CSHARED_MODULE_ELF_H
#define CSHARED_MODULE_ELF_H

#include <elf.h>
#include <link.h>
#include <stdint.h>

#include "module_state.h"

ElfW(Phdr) cshared_module_segment(const cshared_module_image *image, const ElfW(Ehdr) *head, unsigned i);
/* The bytes at an address, from there to the end of the file's part of the segment; NULL if it is in none. */
const unsigned char *cshared_module_address(const cshared_module_image *image, const ElfW(Ehdr) *head, uint64_t address,
                                            uint64_t *left);

#endif
