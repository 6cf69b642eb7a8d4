package apiheader

const lifecycleText = `
/* What {p}init takes. Set size, and leave at 0 what is to stay as it is. */
typedef struct {p}options {
  size_t size;          /* in: sizeof({p}options) */
  int64_t gomaxprocs;   /* how many threads run Go code at the same time: 1 to 8192 */
  int64_t gc_percent;   /* how much the heap may grow between collections: 1 to INT32_MAX, or -1 for no collections */
  int64_t memory_limit; /* bytes that Go tries to stay below; INT64_MAX for no limit */
  /* Takes what the library logs: size bytes of text with a NUL behind them. level is -4 for debugging, 0 for
   * information, 4 for a warning, 8 for an error, or a number between. From any thread, several at a time. It
   * has to return, and may call functions of the library but {p}shutdown. NULL: standard error. */
  void (*log)(void *user, int level, const char *text, size_t size);
  void *log_user; /* its first argument, the caller's until {p}shutdown has returned */
  /* NAME=VALUE each, NULL behind them; for example environ. Takes the place of all variables that Go code has:
   * those that the process had when the library was loaded. The host's own environment stays as it is. */
  const char *const *environment;
} {p}options;

/* Sets the library up. Nobody has to call it: without it, and with NULL, all is as the Go runtime has it.
 *
 * Works once, also after or during other calls of the library. Other Go code sees the environment change one
 * variable after the other, and keeps what it read before; GODEBUG has effect, GOGC and its like have none.
 * A caller with an older version of the struct sets what that has; one with a newer version must
 * leave at 0 what this library does not know.
 *
 * In: copied, but for log and log_user.
 *
 * Errors: EINVAL a value that cannot be, and nothing was changed; EALREADY {P}_OK was returned before. */
{p}status {p}init(const {p}options *options, {p}error **err);

/* Ends the library: calls that begin from now on return {P}_CLOSED, those that have begun go on. Runs what the Go
 * code has registered for this, gives up the log sink, and tells in left what the caller has not given back;
 * left may be NULL, else its size is set as for {p}stats. Goroutines, and the code itself, stay.
 *
 * Go code has timeout_ns nanoseconds, and a second more to notice that they are over: then it is left alone, and
 * the error says so. 0 is no time at all.
 *
 * These work as before: {p}version, {p}status_text, {p}status_name, {p}error_code and its like, {p}free, the _free
 * functions of objects, and {p}stats. Of several calls one does the work; those at the same time
 * wait for it, later ones do nothing but fill left.
 *
 * Errors, with left filled and the library closed: the status of the first piece of Go code that failed, all of
 * their messages, and what is live; ETIMEDOUT some of it, another call of {p}shutdown, or the log sink
 * has not come to its end. EINVAL a negative timeout, or a size of 0 in left: nothing was done. */
{p}status {p}shutdown(int64_t timeout_ns, {p}counters *left, {p}error **err);
`
