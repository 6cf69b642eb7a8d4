/* What a library says of its API, in the note that gen/abi describes; and whether it is the one. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "module_elf.h"
#include "module_state.h"

enum { NOTE_TYPE = 2, NOTE_FORMAT = 1 };
static const char owner[] = "cshared";

static uint64_t padded(uint64_t n, uint64_t to) { return (n + to - 1) / to * to; }

/* The contents of the note within a segment. */
static const char *find_in(const unsigned char *at, uint64_t left, uint64_t align, uint32_t *size) {
  while (left >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) note;
    memcpy(&note, at, sizeof note);
    const uint64_t begin = padded(sizeof note + (uint64_t)note.n_namesz, align);
    const uint64_t end = begin + note.n_descsz;
    if (end > left) return NULL;
    if (note.n_type == NOTE_TYPE && note.n_namesz == sizeof owner && memcmp(at + sizeof note, owner, sizeof owner) == 0) {
      *size = note.n_descsz;
      return (const char *)at + begin;
    }
    const uint64_t next = padded(end, align);
    if (next >= left) return NULL;
    at += next;
    left -= next;
  }
  return NULL;
}

static const char *find(const cshared_module_image *image, uint32_t *size) {
  ElfW(Ehdr) head;
  memcpy(&head, image->bytes, sizeof head);
  for (unsigned i = 0; i < head.e_phnum; i++) {
    const ElfW(Phdr) segment = cshared_module_segment(image, &head, i);
    if (segment.p_type != PT_NOTE) continue;
    const char *note = find_in(image->bytes + segment.p_offset, segment.p_filesz, segment.p_align > 4 ? 8 : 4, size);
    if (note != NULL) return note;
  }
  return NULL;
}

/* Copies the value of the line NAME=VALUE. */
static bool line(const char *text, size_t size, const char *name, char *out, size_t room) {
  const size_t length = strlen(name);
  for (size_t at = 0; at < size;) {
    const size_t whole = strnlen(text + at, size - at);
    if (whole == size - at) return false; /* Without its end. */
    if (whole > length && memcmp(text + at, name, length) == 0 && text[at + length] == '=') {
      return (size_t)snprintf(out, room, "%s", text + at + length + 1) < room;
    }
    at += whole + 1;
  }
  return false;
}

static int read_note(const char *note, uint32_t size, cshared_module_report *report) {
  uint32_t format = 0;
  if (size >= sizeof format) memcpy(&format, note, sizeof format);
  if (format == NOTE_FORMAT && line(note + 4, size - 4, "hash", report->hash, sizeof report->hash) &&
      line(note + 4, size - 4, "library", report->library, sizeof report->library) &&
      line(note + 4, size - 4, "version", report->version, sizeof report->version)) {
    return 0;
  }
  return cshared_module_fail(report, CSHARED_MODULE_STEP_NOTE, CSHARED_ABI_MISMATCH,
                             "the note about the library's API is damaged, or of a form that this host does not know. Build "
                             "host and library with the same version of rules_go_cshared");
}

/* Reads X.Y.Z; what follows it (-rc.1) does not count. */
static bool read_version(const char *text, unsigned long out[3]) {
  for (int i = 0; i < 3; i++) {
    if (*text < '0' || *text > '9') return false;
    char *end;
    out[i] = strtoul(text, &end, 10);
    if (i < 2 && *end != '.') return false;
    text = end + 1;
    if (i == 2) return *end == 0 || *end == '-' || *end == '+';
  }
  return false;
}

bool cshared_module_is_version(const char *text) {
  unsigned long version[3];
  return read_version(text, version);
}

/* Whether a library of version `have` does what a host of `want` needs. */
static bool compatible(const char *have, const char *want) {
  unsigned long h[3], w[3];
  if (want == NULL || !read_version(have, h) || !read_version(want, w)) return false;
  if (h[0] != w[0] || (w[0] == 0 && h[1] != w[1])) return false;
  return h[1] > w[1] || (h[1] == w[1] && h[2] >= w[2]);
}

static int check_abi(const cshared_module_state *module, cshared_module_report *report) {
  const cshared_module_options *options = &module->options;
  if (options->library != NULL && strcmp(options->library, report->library) != 0) {
    return cshared_module_fail(report, CSHARED_MODULE_STEP_ABI, CSHARED_ABI_MISMATCH,
                               "the file is library %s, and this module takes %s: give the path of that one",
                               report->library, options->library);
  }
  if (module->hash[0] == 0 || strcmp(module->hash, report->hash) == 0) return 0;
  if (options->version == NULL) {
    return cshared_module_fail(report, CSHARED_MODULE_STEP_ABI, CSHARED_ABI_MISMATCH,
                               "the library has the API %s, and the host was made for %s. Build the host with the new header, "
                               "or set options.version so that compatible versions are taken", report->hash, module->hash);
  }
  if (compatible(report->version, options->version)) return 0;
  return cshared_module_fail(report, CSHARED_MODULE_STEP_ABI, CSHARED_ABI_MISMATCH,
                             "the library has version %s and another API, and the host needs one that is compatible with %s: "
                             "the same major version (for 0 the same minor one, too), and not older",
                             report->version, options->version);
}

int cshared_module_check_note(const cshared_module_state *module, const cshared_module_image *image,
                              cshared_module_report *report) {
  uint32_t size = 0;
  const char *note = find(image, &size);
  if (note == NULL) {
    if ((module->options.flags & CSHARED_MODULE_WITHOUT_NOTE) != 0) return 0;
    return cshared_module_fail(report, CSHARED_MODULE_STEP_NOTE, CSHARED_ABI_MISMATCH,
                               "the library has no note about its API: it was not generated by rules_go_cshared. Set "
                               "CSHARED_MODULE_WITHOUT_NOTE if its functions are as this host expects");
  }
  const int status = read_note(note, size, report);
  return status != 0 ? status : check_abi(module, report);
}
