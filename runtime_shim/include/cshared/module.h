/* Modules: a Go library that a host replaces while it calls it. For hosts, not for libraries; there is no Go in
 * it.
 *
 * A Go library cannot be unloaded. So each load makes a new generation beside the old ones: a private copy of
 * the file is checked, loaded, tested, and then the table of functions is switched in one store. A call that
 * has begun ends on the generation that it began on. If anything fails before the switch, nothing has
 * changed: the old generation never stops serving. Old generations stay loaded, with their threads and memory,
 * and a budget bounds them: at its end a load is a status.
 *
 *   const cshared_module_function *f = cshared_module_acquire(module);
 *   if (f != NULL) {
 *     sum = ((int64_t (*)(int64_t, int64_t))f[0])(1, 2);
 *     cshared_module_release();
 *   }
 *
 * Status: each function returns 0, a positive errno value or one of ours (enum cshared_status), and keeps
 * errno. Outputs are untouched unless the status is 0, but for reports.
 *
 * Threads: every function may be called from any thread, but for cshared_module_close; none in a signal
 * handler. In a forked child a load is CSHARED_AFTER_FORK. To be linked into one program or library of the
 * host: another copy is another host.
 */
#ifndef CSHARED_MODULE_H
#define CSHARED_MODULE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A function of the library, to be cast to its type. */
typedef void (*cshared_module_function)(void);

/* One library that is replaced. The field is for the inline functions below. */
typedef struct cshared_module {
  const cshared_module_function *current;
} cshared_module;

enum cshared_module_policy {
  CSHARED_MODULE_REFUSE = 0, /* A load beyond the budget is CSHARED_EXHAUSTED. */
  CSHARED_MODULE_REPORT = 1  /* It goes on, and its report says so. */
};

enum cshared_module_flags {
  CSHARED_MODULE_WITHOUT_NOTE = 1, /* Libraries that were not generated, and so have no ABI hash, are taken, too. */
  CSHARED_MODULE_MEMFD = 2,        /* Private copies are memfds. They stay in memory, about 2 MB each. */
  CSHARED_MODULE_SEQ_CST = 4       /* Acquires as if membarrier were refused, which costs some nanoseconds. */
};

/* All but size and functions may be 0. What it points to is copied, but for `user`. */
typedef struct cshared_module_options {
  size_t size;                   /* sizeof(cshared_module_options). */
  const char *const *functions;  /* Names, in the order of the table. */
  size_t function_count;         /* 1 or more. */
  const char *library;           /* The name that the note must have; NULL any. */
  const char *abi_hash;          /* The hash that the note must have; NULL that of the first generation. */
  const char *version;           /* A library with another hash is taken if its version is compatible with
                                    this one, X.Y.Z: same major version, for 0 the same minor one as well, and not
                                    older. NULL: the hash decides. */
  const char *self_test;         /* An export, int (*)(void), that returns 0 if the library works. */
  int (*start)(void *user, const cshared_module_function *functions); /* The same, of the host. */
  void *user;                    /* Passed to `start`; borrowed until the close, or for ever if it never returns. */
  const char *preflight;         /* The program //runtime_shim:preflight: it loads and tests each copy first, in a process
                                    that may die of it. NULL: a Go library whose init panics ends this process. */
  const char *folder;            /* Where private copies are made; NULL: $TMPDIR, else /tmp, else a memfd. */
  void *tls;                     /* A thread-local array of the program itself (static __thread), zero, which nobody
                                    else uses: thread-local variables of generations are put there, 16 bytes for each,
                                    instead of into libc's room for about a hundred libraries. amd64; what cannot be
                                    moved goes where it would have gone. */
  size_t tls_size;               /* Its size in bytes. Each thread has one: of small stacks it takes as much. */
  int64_t start_timeout_ns;      /* For loading, self-test and start together, and for the preflight; 0: 10 s. */
  int64_t drain_timeout_ns;      /* How long a load waits for calls of the old generation; 0: 10 s; less: not. */
  uint64_t max_rss;              /* Bytes of the process above which none is loaded; 0: no bound. */
  uint64_t max_static_tls;       /* Bytes of libc's static TLS of all generations; 0: no bound. */
  uint32_t max_generations;      /* Loaded in all, the failed ones too; 0: 64. */
  int policy;                    /* enum cshared_module_policy. */
  int flags;                     /* enum cshared_module_flags. */
} cshared_module_options;

/* Makes a module, without a generation. Without `self_test` and `start` nothing waits for the end of Go's
 * initialisation: then the first call does, after the switch.
 *
 * Ownership: the caller's, until cshared_module_close.
 * Errors: EINVAL NULL, no functions, an unknown policy or flag, a hash that is not 32 hex digits, a version
 * that is not X.Y.Z, or a `tls` that is not of the program; EAGAIN the process has no pthread key left; ENOMEM. */
int cshared_module_open(const cshared_module_options *options, cshared_module **out);

/* Frees what the module needs; generations stay loaded. NULL is fine.
 *
 * Errors: EBUSY a load or a call is running. */
int cshared_module_close(cshared_module *module);

/* How far a load came, in this order. */
enum cshared_module_step {
  CSHARED_MODULE_STEP_BEGIN = 0,
  CSHARED_MODULE_STEP_BUDGET = 1,
  CSHARED_MODULE_STEP_COPY = 2,
  CSHARED_MODULE_STEP_ELF = 3,    /* From here to PREFLIGHT no code of the library has run in this process. */
  CSHARED_MODULE_STEP_NOTE = 4,
  CSHARED_MODULE_STEP_ABI = 5,
  CSHARED_MODULE_STEP_DIGEST = 6,
  CSHARED_MODULE_STEP_SYMBOLS = 7,
  CSHARED_MODULE_STEP_PREFLIGHT = 8,
  CSHARED_MODULE_STEP_DLOPEN = 9, /* From here on a failed generation counts against the budget. */
  CSHARED_MODULE_STEP_SELF_TEST = 10,
  CSHARED_MODULE_STEP_START = 11,
  CSHARED_MODULE_STEP_SWITCH = 12 /* It serves. */
};

typedef struct cshared_module_report {
  size_t size;         /* Set by the caller: sizeof(cshared_module_report). */
  int status;          /* What the load returned. */
  int step;            /* enum cshared_module_step: where it ended. */
  uint32_t generation; /* Number, from 1; 0 if it was not loaded. */
  uint32_t busy;       /* Threads that still are in older generations: the drain took too long. */
  long busy_thread;    /* The thread number (gettid) of one of them. */
  int64_t check_ns;    /* Copy, checks and preflight. */
  int64_t start_ns;    /* dlopen, self-test and start. */
  int64_t switch_ns;
  int64_t drain_ns;
  char hash[33];       /* Of the library's note, as are these; "" without. */
  char library[64];
  char version[64];
  char text[512];      /* What was wrong, and what to do; "" if nothing was. */
} cshared_module_report;

/* Loads the file at `path` as the next generation, and switches to it. `sha256` is the digest that the file must
 * have, 64 hex digits; NULL: it is not compared. Returns when no call of older generations is running, or the
 * time for that is over, which is no failure: the report says how many are.
 *
 * Out `report` (may be NULL): filled in whatever the status is.
 * Errors: EINVAL; EBUSY another load of this module is running; EDEADLK the calling thread is within a call of
 * this module; CSHARED_AFTER_FORK; CSHARED_EXHAUSTED the budget is spent; errors of reading and copying, and
 * ETXTBSY the file changed meanwhile; ENOEXEC no whole library for this processor; CSHARED_ABI_MISMATCH another
 * library or API, or a function is missing; EBADMSG another digest; ELIBACC the dynamic linker refuses it;
 * ECANCELED preflight, self-test or start failed; ETIMEDOUT they did not return in time, and, but for the preflight,
 * the generation is leaked. */
int cshared_module_load(cshared_module *module, const char *path, const char *sha256, cshared_module_report *report);

/* Loads whenever a new file comes to a path. */
typedef struct cshared_module_watch cshared_module_watch;

/* Is told of each load, on the thread of the watch. It must not stop the watch. */
typedef void (*cshared_module_loaded)(void *user, const cshared_module_report *report);

/* Starts a thread that loads the file at `path` into the module whenever one was written, renamed or linked to it:
 * after its writer has closed it, so a half-written file is never loaded. It sees the folder of the path as it is now,
 * and does not follow what a symbolic link there leads to: rename a new link over it. For a load that another one
 * is in the way of it waits. The first load is the caller's. By a signal: call cshared_module_load in a callback of
 * cshared_router_subscribe, router.h.
 *
 * Ownership: the caller's, until cshared_module_watch_stop. Borrows: the module, and `user`, until then.
 * Errors: EINVAL NULL, or a path of a folder; ENOENT, ENOTDIR, EACCES the folder; EMFILE, ENOSPC no inotify is left;
 * EAGAIN no thread; ENOMEM. */
int cshared_module_watch_start(cshared_module *module, const char *path, cshared_module_loaded loaded, void *user,
                               cshared_module_watch **out);

/* Ends the watch, after the load that it is at. NULL is fine.
 *
 * Errors: EDEADLK it was called by the watch itself. */
int cshared_module_watch_stop(cshared_module_watch *watch);

typedef struct cshared_module_stats {
  uint64_t loads, failures; /* Calls of cshared_module_load, and those that returned something else than 0. */
  uint64_t switches;
  uint64_t static_tls;      /* Bytes of libc's, of all generations. */
  uint64_t rss;             /* Bytes, of the process, now. */
  uint32_t current;         /* Number of the generation that serves; 0 none. */
  uint32_t loaded;          /* Generations that count against the budget. */
  uint32_t busy;            /* Threads within calls of older generations, now. */
  uint32_t leaked;          /* Generations whose start has not returned. */
} cshared_module_stats;

/* Errors: EINVAL NULL. */
int cshared_module_get_stats(cshared_module *module, cshared_module_stats *out);

/* Internal, for the inline functions: what a thread is using. Others read the slots. */
enum { CSHARED_MODULE_SLOTS = 16 };

struct cshared_module_thread {
  const cshared_module_function *slots[CSHARED_MODULE_SLOTS];
  uint32_t depth;
};

__attribute__((visibility("hidden"))) extern __thread struct cshared_module_thread *cshared_module_self;
const cshared_module_function *cshared_module_acquire_slow(cshared_module *module);
void cshared_module_release_slow(void);

/* Returns the table of the generation that serves, which then stays as it is until cshared_module_release on
 * the same thread: one release for each acquire that did not return NULL. Within an acquire of the same module
 * (a callback that calls the library again) it is the table of the outer one. NULL: no generation was loaded
 * yet, more than 16 modules are in use on this thread at once, or no memory.
 *
 * Threads: any; lock-free. */
static inline const cshared_module_function *cshared_module_acquire(cshared_module *module) {
  struct cshared_module_thread *self = cshared_module_self;
  const cshared_module_function *now;
  if (__builtin_expect(self == NULL || self->depth != 0, 0)) return cshared_module_acquire_slow(module);
  self->depth = 1;
  do { /* The one who switches makes all threads pass a barrier, so the compiler's order is enough here. */
    now = __atomic_load_n(&module->current, __ATOMIC_ACQUIRE);
    __atomic_store_n(&self->slots[0], now, __ATOMIC_RELAXED);
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
  } while (__builtin_expect(now != __atomic_load_n(&module->current, __ATOMIC_ACQUIRE), 0));
  if (__builtin_expect(now == NULL, 0)) self->depth = 0;
  return now;
}

/* Ends the last acquire of this thread. */
static inline void cshared_module_release(void) {
  struct cshared_module_thread *self = cshared_module_self;
  if (__builtin_expect(self->depth != 1, 0)) {
    cshared_module_release_slow();
    return;
  }
  __atomic_store_n(&self->slots[0], NULL, __ATOMIC_RELEASE);
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  self->depth = 0;
}

#ifdef __cplusplus
}
#endif

#endif
