/* Snapshots: state in shared memory that is always whole. One generation of a library, or one process,
 * writes it, others read it; what a read returns is one commit, never parts of two.
 *
 * Readers never make a writer wait, and need no more than the right to read. Writers wait for each
 * other only. A process that is killed at any moment, while it writes or while it makes the memory,
 * leaves the last commit as it was, and the next writer goes on. How: each commit goes into the next of
 * four slots, whose number is made invalid before and valid after, and which becomes the latest by one
 * store at the end; a reader copies, and looks again whether the slot was its own all the time. A
 * checksum over the state finds what wrote into the memory by other ways.
 *
 * Status: each function returns 0, a positive errno value or one of ours (enum cshared_status), and keeps
 * errno. Outputs are untouched unless the status is 0, but for what a function says of them.
 *
 * Trust: processes that can write to the memory can damage the state, which a read reports, and keep
 * writers waiting. They cannot make a reader or a writer touch memory of their own. A named snapshot that
 * a process makes shorter (ftruncate) ends others by SIGBUS; with a memfd the kernel refuses that.
 *
 * Threads: every function may be called from any thread, on the same snapshot too, but for
 * cshared_snapshot_close; none in a signal handler. In a forked child snapshots go on.
 */
#ifndef CSHARED_SNAPSHOT_H
#define CSHARED_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An open snapshot. */
typedef struct cshared_snapshot cshared_snapshot;

enum cshared_snapshot_flags {
  /* Maps the memory for reading only: what writes gives EACCES. */
  CSHARED_SNAPSHOT_READ_ONLY = 1
};

/* The largest state, in bytes. */
#define CSHARED_SNAPSHOT_CAPACITY ((size_t)1 << 40)

/* Opens the snapshot `name`, which is that of a POSIX shared memory object ("/name"), and makes it if there
 * is none; or a new one without a name, in a memfd, if `name` is NULL. `capacity` is the size in bytes of
 * the largest state; of one that exists it may be smaller, and 0 says to make none. The memory is a little
 * more than four times the capacity, reserved at once.
 *
 * Ownership: the caller's, until cshared_snapshot_close. The name stays until cshared_snapshot_unlink.
 * Errors: EINVAL NULL, unknown flags, no valid name, a capacity beyond the limit, or 0 or READ_ONLY
 * without a name; ENOENT there is none, and none was to be made; ENODATA its maker was killed before it was
 * ready, and this call may not go on with it: open it for writing; EMSGSIZE it exists with a smaller
 * capacity; CSHARED_ABI_MISMATCH something else has the name, or another version of this shim made it;
 * EACCES, ENOSPC, ENOMEM, EMFILE and others of shm_open, memfd_create, posix_fallocate and mmap. A host
 * without /dev/shm gets an error of shm_open (ENOENT, ENOSYS or EACCES), and can use a memfd. */
int cshared_snapshot_open(const char *name, size_t capacity, int flags, cshared_snapshot **out);

/* Opens the snapshot behind a descriptor, of a memfd that another process has sent or left behind.
 *
 * Borrows: `fd` for the call.
 * Errors: EINVAL NULL or unknown flags; EBADF; ENODATA and others as above. */
int cshared_snapshot_attach(int fd, int flags, cshared_snapshot **out);

/* Stores the descriptor of the memory in `*out`, to be passed on. It is closed on exec.
 *
 * Ownership: the snapshot's. Errors: EINVAL NULL. */
int cshared_snapshot_fd(const cshared_snapshot *snapshot, int *out);

/* Closes it; the state stays where it is. NULL is fine. No other call with it may run or follow. */
void cshared_snapshot_close(cshared_snapshot *snapshot);

/* Takes the name away. Who has the snapshot open keeps it; the next open makes a new one.
 *
 * Errors: EINVAL NULL; those of shm_unlink. */
int cshared_snapshot_unlink(const char *name);

/* Commits a state: `size` bytes that mean what version `schema` of the caller's layout says. Stores the
 * number of the commit, 1 for the first, in `*out_sequence`, if that is not NULL. When this has returned 0,
 * every read that begins has this state or a later one.
 *
 * Borrows: `state` for the call; NULL if `size` is 0.
 * Errors: EINVAL NULL; EMSGSIZE the state is larger than the capacity; EACCES READ_ONLY. */
int cshared_snapshot_write(cshared_snapshot *snapshot, uint32_t schema, const void *state, size_t size,
                           uint64_t *out_sequence);

/* The same if the last commit still is number `expected`, 0 for none: so that what was read, changed and
 * written back does not undo the commit of somebody else.
 *
 * Errors: those of cshared_snapshot_write; EAGAIN there was another commit: read again. */
int cshared_snapshot_replace(cshared_snapshot *snapshot, uint64_t expected, uint32_t schema, const void *state,
                             size_t size, uint64_t *out_sequence);

/* Which commit a state is. */
typedef struct cshared_snapshot_version {
  uint64_t sequence;
  size_t size;
  uint32_t schema;
  uint32_t reserved;
} cshared_snapshot_version;

/* Copies the last commit into `state`, which has room for `capacity` bytes.
 *
 * Out: `*out` (may be NULL) says which it is, with ERANGE too.
 * Errors: EINVAL NULL; ENODATA nothing was committed yet; ERANGE the state is larger than `capacity`; EBADMSG
 * the memory was damaged: something else has written into it; EAGAIN ten thousand times in a row there
 * were four commits while one was copied. With EBADMSG and EAGAIN `state` holds nothing of use. */
int cshared_snapshot_read(const cshared_snapshot *snapshot, void *state, size_t capacity,
                          cshared_snapshot_version *out);

/* Makes a state of version `to` in `state`, which has room for `capacity` bytes, of one of version
 * `from`, stores its size in `*size`, and returns 0, or a status that the load then returns. */
typedef int (*cshared_snapshot_migrate)(void *user, uint32_t from, const void *old, size_t old_size, uint32_t to,
                                        void *state, size_t capacity, size_t *size);

/* The same as cshared_snapshot_read for a caller that knows the layout `schema`: a commit of another one goes
 * through `migrate`, on the calling thread. `*out` then has the number of that commit, and size and schema
 * of what it was made into. Nothing is written back: cshared_snapshot_replace does that.
 *
 * Borrows: `user` for the call.
 * Errors: those of cshared_snapshot_read; CSHARED_ABI_MISMATCH another layout, and `migrate` is NULL (`*out`
 * says which), or it says a size above `capacity`; ENOMEM; what `migrate` returns. */
int cshared_snapshot_load(const cshared_snapshot *snapshot, uint32_t schema, cshared_snapshot_migrate migrate,
                          void *user, void *state, size_t capacity, cshared_snapshot_version *out);

typedef struct cshared_snapshot_stats {
  uint64_t sequence;    /* Number of the last commit, 0 for none. */
  uint64_t interrupted; /* Writers that ended within a write; each left the commit before it. */
  size_t capacity;
} cshared_snapshot_stats;

/* Errors: EINVAL NULL. */
int cshared_snapshot_get_stats(const cshared_snapshot *snapshot, cshared_snapshot_stats *out);

#ifdef __cplusplus
}
#endif

#endif
