#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "coexist_modules.h"

#include <link.h>
#include <string.h>

/* Notes that name us or Go: owner, type. */
enum { GO_BUILD_ID_NOTE = 4 };

static size_t aligned(size_t n, size_t to) { return (n + to - 1) & ~(to - 1); }

/* The contents of the first such note, or NULL. */
static const char *find_note(const struct dl_phdr_info *info, const char *owner, uint32_t type, size_t min_size) {
  const size_t owner_size = strlen(owner) + 1;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    if (segment->p_type != PT_NOTE) {
      continue;
    }
    const char *at = (const char *)(info->dlpi_addr + segment->p_vaddr);
    size_t left = segment->p_memsz;
    const size_t align = segment->p_align > 4 ? 8 : 4;
    while (left >= sizeof(ElfW(Nhdr))) {
      ElfW(Nhdr) note;
      memcpy(&note, at, sizeof note);
      if (note.n_namesz > left || note.n_descsz > left) {
        break;
      }
      const size_t contents = aligned(sizeof note + note.n_namesz, align);
      const size_t size = aligned(contents + note.n_descsz, align);
      if (size > left) {
        break;
      }
      /* Go writes its name as "Go\0\0". */
      if (note.n_type == type && note.n_descsz >= min_size && note.n_namesz >= owner_size &&
          memcmp(at + sizeof note, owner, owner_size) == 0) {
        return at + contents;
      }
      at += size;
      left -= size;
    }
  }
  return NULL;
}

static const char *find_own_note(const struct dl_phdr_info *info) {
  return find_note(info, CSHARED_COEXIST_NOTE_NAME, CSHARED_COEXIST_NOTE_TYPE, sizeof(int64_t));
}

typedef struct module_search {
  uintptr_t code;
  cshared_coexist_module *out;
} module_search;

static int match_module(struct dl_phdr_info *info, size_t size, void *data) {
  (void)size;
  const module_search *search = data;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    const uintptr_t begin = info->dlpi_addr + segment->p_vaddr;
    if (segment->p_type == PT_LOAD && (segment->p_flags & PF_X) && search->code >= begin &&
        search->code < begin + segment->p_memsz) {
      *search->out = (cshared_coexist_module){
          .base = info->dlpi_addr,
          .text_begin = begin,
          .text_end = begin + segment->p_memsz,
          .is_go = find_note(info, "Go", GO_BUILD_ID_NOTE, 0) != NULL,
          .is_ours = find_own_note(info) != NULL,
      };
      return 1;
    }
  }
  return 0;
}

bool cshared_coexist_find_module(uintptr_t code, cshared_coexist_module *out) {
  module_search search = {code, out};
  return dl_iterate_phdr(match_module, &search) == 1;
}

static int match_leader(struct dl_phdr_info *info, size_t size, void *data) {
  (void)size;
  const char *note = find_own_note(info);
  if (note == NULL) {
    return 0;
  }
  int64_t offset;
  memcpy(&offset, note, sizeof offset);
  cshared_coexist_domain *domain = (cshared_coexist_domain *)(uintptr_t)((intptr_t)note + offset);
  if (domain->magic != CSHARED_COEXIST_MAGIC || !atomic_load(&domain->active)) {
    return 0;
  }
  *(cshared_coexist_domain **)data = domain;
  return 1;
}

cshared_coexist_domain *cshared_coexist_find_leader(void) {
  cshared_coexist_domain *leader = NULL;
  (void)dl_iterate_phdr(match_leader, &leader);
  return leader;
}

typedef struct displaced_search {
  const cshared_coexist_module *module;
  uintptr_t own, found;
} displaced_search;

/* runtime.fwdSig is an array of 65 words with no symbol. It is recognised by its contents: a runtime
 * that displaced another one has the other's one handler for BUS, FPE, SEGV and URG, and nothing for
 * 0, KILL and STOP. Writable data of a foreign library: other threads may be writing to it, a word
 * at a time, which for this search does not matter. */
__attribute__((no_sanitize("address", "thread"))) static uintptr_t scan(const uintptr_t *word, const uintptr_t *end, uintptr_t own) {
  for (; word + CSHARED_COEXIST_SIGNALS <= end; word++) {
    const uintptr_t handler = word[SIGBUS];
    if (handler > 4096 && handler != own && word[SIGFPE] == handler && word[SIGSEGV] == handler &&
        word[SIGURG] == handler && word[0] == 0 && word[SIGKILL] == 0 && word[SIGSTOP] == 0) {
      return handler;
    }
  }
  return 0;
}

static int match_displaced(struct dl_phdr_info *info, size_t size, void *data) {
  (void)size;
  displaced_search *search = data;
  if (info->dlpi_addr != search->module->base) {
    return 0;
  }
  for (int i = 0; i < info->dlpi_phnum && search->found == 0; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    if (segment->p_type == PT_LOAD && (segment->p_flags & PF_W)) {
      const uintptr_t begin = info->dlpi_addr + segment->p_vaddr;
      search->found = scan((const uintptr_t *)aligned(begin, sizeof(uintptr_t)),
                           (const uintptr_t *)((begin + segment->p_memsz) & ~(sizeof(uintptr_t) - 1)), search->own);
    }
  }
  return 1;
}

uintptr_t cshared_coexist_displaced_by(const cshared_coexist_module *module, uintptr_t own) {
  displaced_search search = {module, own, 0};
  (void)dl_iterate_phdr(match_displaced, &search);
  return search.found;
}
