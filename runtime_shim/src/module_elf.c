/* Whether a file is a whole library for this process, and has the functions: read from the file, before any
 * of its code can run. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

#include "module_elf.h"
#include "module_state.h"

#if defined(__x86_64__)
enum { MACHINE = EM_X86_64 };
#elif defined(__aarch64__)
enum { MACHINE = EM_AARCH64 };
#else
#error "the shim knows linux/amd64 and linux/arm64"
#endif

static int no_library(cshared_module_report *report, const char *why) {
  return cshared_module_fail(report, CSHARED_MODULE_STEP_ELF, ENOEXEC,
                             "the file is no shared library that can be loaded here: %s. Give a whole lib<name>.so "
                             "that was built for this machine", why);
}

ElfW(Phdr) cshared_module_segment(const cshared_module_image *image, const ElfW(Ehdr) *head, unsigned i) {
  ElfW(Phdr) segment;
  memcpy(&segment, image->bytes + head->e_phoff + i * sizeof segment, sizeof segment);
  return segment;
}

static int check_segments(cshared_module_image *image, const ElfW(Ehdr) *head, cshared_module_report *report) {
  bool dynamic = false, loads = false;
  for (unsigned i = 0; i < head->e_phnum; i++) {
    const ElfW(Phdr) segment = cshared_module_segment(image, head, i);
    if (segment.p_type != PT_GNU_STACK && cshared_module_at(image, segment.p_offset, segment.p_filesz) == NULL) {
      return no_library(report, "its end is missing");
    }
    dynamic = dynamic || segment.p_type == PT_DYNAMIC;
    loads = loads || segment.p_type == PT_LOAD;
    if (segment.p_type == PT_INTERP) return no_library(report, "it is a program");
    if (segment.p_type == PT_TLS) image->static_tls = segment.p_memsz;
  }
  return dynamic && loads ? 0 : no_library(report, "it has nothing to load");
}

int cshared_module_check_elf(cshared_module_image *image, cshared_module_report *report) {
  ElfW(Ehdr) head;
  if (image->size < sizeof head) return no_library(report, "it is shorter than the header of one");
  memcpy(&head, image->bytes, sizeof head);
  if (memcmp(head.e_ident, ELFMAG, SELFMAG) != 0) return no_library(report, "it is no ELF file");
  if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_ident[EI_DATA] != ELFDATA2LSB || head.e_machine != MACHINE) {
    char why[96];
    snprintf(why, sizeof why, "it is for another processor (ELF machine %u, this process is %u)", head.e_machine, MACHINE);
    return no_library(report, why);
  }
  if (head.e_type != ET_DYN) return no_library(report, "it is of another ELF type");
  if (head.e_phentsize != sizeof(ElfW(Phdr)) ||
      cshared_module_at(image, head.e_phoff, (uint64_t)head.e_phnum * sizeof(ElfW(Phdr))) == NULL) {
    return no_library(report, "its list of segments is damaged");
  }
  /* Linkers put the list of sections at the end. */
  if (head.e_shoff != 0 && cshared_module_at(image, head.e_shoff, (uint64_t)head.e_shnum * head.e_shentsize) == NULL) {
    return no_library(report, "its end is missing");
  }
  return check_segments(image, &head, report);
}

/* What the dynamic section says of symbols; addresses. */
typedef struct tables {
  uint64_t symbols, strings, strings_size, hash, gnu_hash;
} tables;

const unsigned char *cshared_module_address(const cshared_module_image *image, const ElfW(Ehdr) *head, uint64_t address,
                                            uint64_t *left) {
  for (unsigned i = 0; i < head->e_phnum; i++) {
    const ElfW(Phdr) segment = cshared_module_segment(image, head, i);
    if (segment.p_type != PT_LOAD || address < segment.p_vaddr || address - segment.p_vaddr >= segment.p_filesz) continue;
    *left = segment.p_filesz - (address - segment.p_vaddr);
    return image->bytes + segment.p_offset + (address - segment.p_vaddr);
  }
  *left = 0;
  return NULL;
}

static tables tables_of(const cshared_module_image *image, const ElfW(Ehdr) *head) {
  tables found = {0, 0, 0, 0, 0};
  for (unsigned i = 0; i < head->e_phnum; i++) {
    const ElfW(Phdr) segment = cshared_module_segment(image, head, i);
    if (segment.p_type != PT_DYNAMIC) continue;
    for (uint64_t at = 0; at + sizeof(ElfW(Dyn)) <= segment.p_filesz; at += sizeof(ElfW(Dyn))) {
      ElfW(Dyn) entry;
      memcpy(&entry, image->bytes + segment.p_offset + at, sizeof entry);
      switch (entry.d_tag) {
        case DT_SYMTAB: found.symbols = entry.d_un.d_ptr; break;
        case DT_STRTAB: found.strings = entry.d_un.d_ptr; break;
        case DT_STRSZ: found.strings_size = entry.d_un.d_val; break;
        case DT_HASH: found.hash = entry.d_un.d_ptr; break;
        case DT_GNU_HASH: found.gnu_hash = entry.d_un.d_ptr; break;
        case DT_NULL: return found;
        default: break;
      }
    }
  }
  return found;
}

static uint32_t word(const unsigned char *at) {
  uint32_t value;
  memcpy(&value, at, sizeof value);
  return value;
}

/* How many dynamic symbols there are; only the hash tables say so. 0 if neither does. */
static uint64_t count_of(const cshared_module_image *image, const ElfW(Ehdr) *head, const tables *from) {
  uint64_t left;
  const unsigned char *hash = from->hash != 0 ? cshared_module_address(image, head, from->hash, &left) : NULL;
  if (hash != NULL && left >= 8) return word(hash + 4);
  hash = from->gnu_hash != 0 ? cshared_module_address(image, head, from->gnu_hash, &left) : NULL;
  if (hash == NULL || left < 16) return 0;
  const uint64_t buckets = word(hash), first = word(hash + 4), bloom = word(hash + 8);
  const uint64_t start = 16 + bloom * 8, chains = start + buckets * 4;
  uint64_t last = 0;
  for (uint64_t i = 0; i < buckets && start + i * 4 + 4 <= left; i++) {
    const uint64_t bucket = word(hash + start + i * 4);
    if (bucket > last) last = bucket;
  }
  if (last < first) return first;
  while (chains + (last - first) * 4 + 4 <= left && (word(hash + chains + (last - first) * 4) & 1) == 0) last++;
  return last + 1;
}

static bool has_function(const cshared_module_image *image, const ElfW(Ehdr) *head, const tables *from, uint64_t count,
                         const char *name) {
  uint64_t symbols_left, strings_left;
  const unsigned char *symbols = cshared_module_address(image, head, from->symbols, &symbols_left);
  const unsigned char *strings = cshared_module_address(image, head, from->strings, &strings_left);
  if (symbols == NULL || strings == NULL) return false;
  if (strings_left > from->strings_size) strings_left = from->strings_size;
  const size_t length = strlen(name) + 1;
  for (uint64_t i = 0; i < count && (i + 1) * sizeof(ElfW(Sym)) <= symbols_left; i++) {
    ElfW(Sym) symbol;
    memcpy(&symbol, symbols + i * sizeof symbol, sizeof symbol);
    if (symbol.st_shndx == SHN_UNDEF || (symbol.st_info & 0xf) != STT_FUNC || symbol.st_info >> 4 == STB_LOCAL) continue;
    if (symbol.st_name < strings_left && length <= strings_left - symbol.st_name &&
        memcmp(strings + symbol.st_name, name, length) == 0) {
      return true;
    }
  }
  return false;
}

int cshared_module_check_symbols(const cshared_module_state *module, const cshared_module_image *image,
                                 cshared_module_report *report) {
  ElfW(Ehdr) head;
  memcpy(&head, image->bytes, sizeof head);
  const tables from = tables_of(image, &head);
  const uint64_t count = count_of(image, &head, &from);
  const cshared_module_options *options = &module->options;
  for (size_t i = 0; i <= options->function_count; i++) {
    const char *name = i < options->function_count ? options->functions[i] : options->self_test;
    if (name != NULL && !has_function(image, &head, &from, count, name)) {
      return cshared_module_fail(report, CSHARED_MODULE_STEP_SYMBOLS, CSHARED_ABI_MISMATCH,
                                 "the library has no function %s. Export it, or take it out of the names that the host gave "
                                 "to cshared_module_open", name);
    }
  }
  return 0;
}
