/* What a process does with signals: reading it, comparing it, putting it back. Delivery to C callbacks
 * and queues is for the router.
 *
 * Dispositions are read and written by the kernel's own rt_sigaction, so that all 64 are seen: the C
 * library hides 32 and 33, which its threads use. Those two are only ever read.
 *
 * Limits. A signal mask belongs to its thread, and no other thread can change it: restoring masks is
 * for the calling thread, comparing names the others. A thread is known by its number, which the
 * kernel gives again after 32768 or more others. While a thread waits in sigwait, the kernel shows the
 * signals it waits for as not blocked. What other threads do during a snapshot may or
 * may not be in it. With a C library that keeps a copy of dispositions (ThreadSanitizer's runtime
 * does), a restored handler is the kernel's, and the copy is not told.
 *
 * Status: every function returns 0 or a positive value, see enum cshared_status.
 * Threads: every function may be called from any thread, none from a signal handler except
 * cshared_signal_disposition.
 */
#ifndef CSHARED_SIGNAL_H
#define CSHARED_SIGNAL_H

#include <stddef.h>
#include <stdint.h>

#include "cshared/handle.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A set of signals: bit n - 1 stands for signal n. */
typedef uint64_t cshared_signals;

/* The set of one signal, 1…64. */
#define CSHARED_SIGNAL(number) (UINT64_C(1) << ((number) - 1))

/* One signal's disposition, as the kernel has it. */
typedef struct cshared_signal_action {
  uint64_t handler; /* 0 is SIG_DFL, 1 is SIG_IGN. */
  uint64_t flags;   /* SA_… of this architecture. */
  uint64_t restorer;
  cshared_signals mask;
} cshared_signal_action;

/* Reads the disposition of signal `number` into `*action`. One system call.
 *
 * Errors: EINVAL not 1…64, or NULL action; ENOSYS on an architecture other than amd64 and arm64. */
int cshared_signal_disposition(int number, cshared_signal_action *action);

/* Names a snapshot. 0 is never one. */
typedef cshared_handle cshared_signal_snapshot;

/* Takes a snapshot of all dispositions and of the signal masks of all threads, and stores its handle in
 * `*snapshot`. Costs 64 system calls and three for each thread.
 *
 * Ownership: the caller's, until cshared_signal_snapshot_free.
 * Errors: EINVAL NULL snapshot; ENOMEM, CSHARED_EXHAUSTED; ENOSYS as above; what open and read give when /proc
 * is not mounted or descriptors have run out. */
int cshared_signal_snapshot_take(cshared_signal_snapshot *snapshot);

/* Frees a snapshot.
 *
 * Errors: CSHARED_STALE_HANDLE freed before; CSHARED_FOREIGN_HANDLE no snapshot. */
int cshared_signal_snapshot_free(cshared_signal_snapshot snapshot);

/* How two snapshots differ in one place. */
enum cshared_signal_difference {
  CSHARED_SIGNAL_HANDLER = 1,    /* A signal's handler: SIG_DFL, SIG_IGN or an address. */
  CSHARED_SIGNAL_FLAGS = 2,      /* A signal's SA_… flags. */
  CSHARED_SIGNAL_MASK = 3,       /* The mask of a signal's handler. */
  CSHARED_SIGNAL_THREAD = 4,     /* A thread's signal mask. */
  CSHARED_SIGNAL_THREAD_NEW = 5, /* A thread that was not there before; `after` is its mask. */
  CSHARED_SIGNAL_THREAD_GONE = 6 /* A thread that is no longer there; `before` is its mask. */
};

typedef struct cshared_signal_change {
  int32_t what;    /* One of the above. */
  int32_t subject; /* The signal's number, or the thread's. */
  uint64_t before;
  uint64_t after;
} cshared_signal_change;

/* Compares two snapshots. Stores the number of changes in `*count`, and the first `room` of them in
 * `changes`: dispositions by signal, then threads by number.
 *
 * Ownership: `changes` is the caller's and may be NULL when room is 0.
 * Errors: EINVAL NULL count, NULL changes with room; CSHARED_STALE_HANDLE, CSHARED_FOREIGN_HANDLE as above;
 * ERANGE there are more changes than room: what fits is stored, and so is the count. */
int cshared_signal_compare(cshared_signal_snapshot before, cshared_signal_snapshot after,
                           cshared_signal_change *changes, size_t room, size_t *count);

/* Gives the signals of `signals` the dispositions they had at the snapshot, and stores in `*changed`,
 * unless it is NULL, the set of those that had another one. Signals without a disposition of their
 * own (9 SIGKILL, 19 SIGSTOP) and those of the C library (32, 33) are left alone, in any set.
 *
 * Between the look and the change another thread may set a disposition, which is then lost. A
 * handler in a library that has been unloaded since is put back all the same.
 * Errors: EINVAL an empty set; CSHARED_STALE_HANDLE, CSHARED_FOREIGN_HANDLE as above. */
int cshared_signal_restore(cshared_signal_snapshot snapshot, cshared_signals signals, cshared_signals *changed);

/* Gives the calling thread the signal mask it had at the snapshot.
 *
 * Errors: ESRCH the snapshot has no such thread; CSHARED_STALE_HANDLE, CSHARED_FOREIGN_HANDLE as above. */
int cshared_signal_restore_mask(cshared_signal_snapshot snapshot);

#ifdef __cplusplus
}
#endif

#endif
