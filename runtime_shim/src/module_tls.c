/* Static TLS of generations. libc has room for a hundred libraries or so; a host can give more, as a thread-local
 * array of the program. The private copy then is changed so that its thread-local variables lie there: what the
 * dynamic linker would have written into its table of offsets is written into the file, and the segment that asks
 * for static TLS goes. The copy's digest was compared before. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <string.h>
#include <unistd.h>

#include "load_arch.h"
#include "module_elf.h"
#include "module_state.h"

/* Static TLS of programs is no farther than this from the thread pointer. */
enum { FARTHEST = 1 << 24 };

bool cshared_module_find_tls(cshared_module_state *module) {
  const cshared_module_options *o = &module->options;
  if (o->tls == NULL) return o->tls_size == 0;
  module->tls_offset = (intptr_t)o->tls - (intptr_t)cshared_load_thread_pointer();
  return o->tls_size != 0 && module->tls_offset < 0 && module->tls_offset > -FARTHEST;
}

#if defined(__x86_64__)

typedef struct patch {
  cshared_module_image *image;
  ElfW(Ehdr) head;
  ElfW(Phdr) tls;
  unsigned tls_index;
  uint64_t rela, rela_size, jumps, jumps_size, symbols, flags_at, flags; /* flags_at: in the file. */
  int64_t offset; /* Where its variables will be, from the thread pointer. */
  bool write;     /* First everything is looked at. */
} patch;

static bool put(const patch *p, uint64_t at, const void *bytes, size_t size) {
  return !p->write || pwrite(p->image->fd, bytes, size, (off_t)at) == (ssize_t)size;
}

static uint64_t offset_in_file(const patch *p, const unsigned char *at) { return (uint64_t)(at - p->image->bytes); }

static bool read_head(patch *p) {
  bool found = false;
  memcpy(&p->head, p->image->bytes, sizeof p->head);
  for (unsigned i = 0; i < p->head.e_phnum; i++) {
    const ElfW(Phdr) segment = cshared_module_segment(p->image, &p->head, i);
    if (segment.p_type == PT_TLS) {
      if (found) return false;
      p->tls = segment, p->tls_index = i, found = true;
    }
    if (segment.p_type != PT_DYNAMIC) continue;
    for (uint64_t at = segment.p_offset; at + sizeof(ElfW(Dyn)) <= segment.p_offset + segment.p_filesz; at += sizeof(ElfW(Dyn))) {
      ElfW(Dyn) entry;
      memcpy(&entry, p->image->bytes + at, sizeof entry);
      if (entry.d_tag == DT_NULL) break;
      if (entry.d_tag == DT_RELA) p->rela = entry.d_un.d_ptr;
      if (entry.d_tag == DT_RELASZ) p->rela_size = entry.d_un.d_val;
      if (entry.d_tag == DT_JMPREL) p->jumps = entry.d_un.d_ptr;
      if (entry.d_tag == DT_PLTRELSZ) p->jumps_size = entry.d_un.d_val;
      if (entry.d_tag == DT_SYMTAB) p->symbols = entry.d_un.d_ptr;
      if (entry.d_tag == DT_FLAGS) p->flags_at = at + offsetof(ElfW(Dyn), d_un), p->flags = entry.d_un.d_val;
    }
  }
  /* Variables with a value at the start of a thread would need it written in each thread. */
  return found && p->tls.p_filesz == 0 && p->rela != 0;
}

/* The offset of a variable that a relocation names, from the start of the library's TLS. */
static bool offset_of(const patch *p, const ElfW(Rela) *relocation, int64_t *offset) {
  *offset = relocation->r_addend;
  const uint64_t index = ELF64_R_SYM(relocation->r_info);
  if (index == 0) return true;
  uint64_t left;
  const unsigned char *at = cshared_module_address(p->image, &p->head, p->symbols + index * sizeof(ElfW(Sym)), &left);
  ElfW(Sym) symbol;
  if (at == NULL || left < sizeof symbol) return false;
  memcpy(&symbol, at, sizeof symbol);
  *offset += (int64_t)symbol.st_value;
  return symbol.st_shndx != SHN_UNDEF;
}

static bool move_one(const patch *p, const unsigned char *at, const ElfW(Rela) *relocation) {
  int64_t offset;
  uint64_t left;
  const unsigned char *target = cshared_module_address(p->image, &p->head, relocation->r_offset, &left);
  if (target == NULL || left < sizeof offset || !offset_of(p, relocation, &offset)) return false;
  offset += p->offset;
  ElfW(Rela) none = *relocation;
  none.r_info = ELF64_R_INFO(0, R_X86_64_NONE);
  none.r_addend = 0;
  return put(p, offset_in_file(p, target), &offset, sizeof offset) && put(p, offset_in_file(p, at), &none, sizeof none);
}

static bool move_table(const patch *p, uint64_t address, uint64_t size) {
  uint64_t left;
  if (size == 0) return true;
  const unsigned char *table = cshared_module_address(p->image, &p->head, address, &left);
  if (table == NULL || left < size) return false;
  for (uint64_t at = 0; at + sizeof(ElfW(Rela)) <= size; at += sizeof(ElfW(Rela))) {
    ElfW(Rela) relocation;
    memcpy(&relocation, table + at, sizeof relocation);
    switch (ELF64_R_TYPE(relocation.r_info)) {
      case R_X86_64_TPOFF64:
        if (!move_one(p, table + at, &relocation)) return false;
        break;
      case R_X86_64_DTPMOD64:
      case R_X86_64_DTPOFF64:
      case R_X86_64_TLSDESC: return false; /* Found by the number of a module with TLS, which it would not be. */
      default: break;
    }
  }
  return true;
}

static bool move_all(const patch *p) {
  const uint32_t nothing = PT_NULL;
  const uint64_t flags = p->flags & ~(uint64_t)DF_STATIC_TLS;
  return move_table(p, p->rela, p->rela_size) && move_table(p, p->jumps, p->jumps_size) &&
         (p->flags_at == 0 || put(p, p->flags_at, &flags, sizeof flags)) &&
         put(p, p->head.e_phoff + p->tls_index * sizeof(ElfW(Phdr)) + offsetof(ElfW(Phdr), p_type), &nothing, sizeof nothing);
}

bool cshared_module_move_tls(cshared_module_state *module, cshared_module_image *image) {
  const cshared_module_options *o = &module->options;
  patch p = {.image = image};
  if (o->tls == NULL || !read_head(&p)) return false;
  const uint64_t align = p.tls.p_align > 16 ? p.tls.p_align : 16;
  if (align > 4096 || p.tls.p_memsz > o->tls_size) return false;
  const intptr_t end = module->tls_offset + (intptr_t)o->tls_size;
  p.offset = (module->tls_offset + (intptr_t)module->tls_used + (intptr_t)align - 1) & -(intptr_t)align;
  if (p.offset + (intptr_t)p.tls.p_memsz > end) return false;
  if (!move_all(&p)) return false;
  p.write = true;
  if (!move_all(&p)) return false; /* The copy cannot be written to: the disk is full. dlopen will say what it is. */
  module->tls_used = (size_t)(p.offset + (intptr_t)p.tls.p_memsz - module->tls_offset);
  image->static_tls = 0;
  return true;
}

#else

bool cshared_module_move_tls(cshared_module_state *module, cshared_module_image *image) {
  (void)module, (void)image;
  return false;
}

#endif
