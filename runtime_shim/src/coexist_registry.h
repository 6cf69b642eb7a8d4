/* The structures that all our libraries of one process share: an ABI between versions of the shim.
 *
 * Rules: fields are only ever appended; `size` says how much of a structure its owner knows; nobody
 * writes to another one's structure except where it says so. A change that cannot be made so needs a
 * new magic, and then the two versions do not see each other. */
#ifndef CSHARED_COEXIST_REGISTRY_H
#define CSHARED_COEXIST_REGISTRY_H

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define CSHARED_COEXIST_MAGIC UINT64_C(0x6373686172656432)
/* The tests build a later version, which has more fields. */
#ifdef CSHARED_COEXIST_TEST_LATER
#define CSHARED_COEXIST_VERSION 2u
#define CSHARED_COEXIST_TEST_FIELDS uint64_t later[8];
#else
#define CSHARED_COEXIST_VERSION 1u
#define CSHARED_COEXIST_TEST_FIELDS
#endif
#define CSHARED_COEXIST_SIGNALS 65
#define CSHARED_COEXIST_NOTE_NAME "cshared"
#define CSHARED_COEXIST_NOTE_TYPE 1u
/* The slot of g is not known: a runtime that was not built by us. */
#define CSHARED_COEXIST_NO_OFFSET INTPTR_MAX

typedef void (*cshared_coexist_handler)(int, siginfo_t *, void *);

enum cshared_coexist_node_flags {
  CSHARED_COEXIST_FOREIGN = 1,  /* a runtime that was not built by us */
  CSHARED_COEXIST_AFTER = 2,    /* foreign, and loaded after the leader: it forwards to us */
  CSHARED_COEXIST_NO_PREEMPT = 4 /* asyncpreemptoff=1: its handler does not expect SIGURG */
};

/* One Go runtime. Lives as long as the process. */
typedef struct cshared_coexist_node {
  uint64_t magic;
  uint32_t version;
  uint32_t size;
  struct cshared_coexist_node *next; /* written by the leader, before the node is published */
  uint32_t flags;
  uint32_t reserved;
  uintptr_t text_begin, text_end; /* its Go code */
  intptr_t g_offset;              /* of the slot of g, from the thread pointer */
  intptr_t seen_offset;           /* of the byte that the leader clears at each SIGURG of the runtime */
  _Atomic uintptr_t handler[CSHARED_COEXIST_SIGNALS]; /* Go's handler, 0 for none */
  CSHARED_COEXIST_TEST_FIELDS
} cshared_coexist_node;

/* One library. The leader's is active, and is what its note leads to. */
typedef struct cshared_coexist_domain {
  uint64_t magic;
  uint32_t version;
  uint32_t size;
  _Atomic uint32_t active;
  uint32_t reserved;
  cshared_coexist_handler dispatch; /* owns signals in the kernel */
  /* Adds a node. */
  void (*attach)(cshared_coexist_node *node);
  /* Makes the dispatcher the owner of a signal; the action that was there becomes the host's. */
  int (*watch)(int signal);
  /* Gives a signal back when no runtime wants it any more. */
  int (*unwatch)(int signal);
  /* Takes signals back from runtimes loaded since; the number of signals taken. */
  int (*recheck)(void);
  _Atomic(cshared_coexist_node *) nodes;
  CSHARED_COEXIST_TEST_FIELDS
} cshared_coexist_domain;

#endif
