package apiheader

// leaksText is behind the fixed text of a library that records origins.
const leaksText = `
/* Something that lives, and where it was made. */
typedef struct {p}leak {
  const char *kind;      /* "buffer", "error", "context", "callback", or the type of a handle */
  const void *object;    /* what the caller has of it: text, bytes, elements, error, handle; a callback's user pointer */
  const char *made_by;   /* the function of this library that gave it, or got the callback */
  void *const *callers;  /* return addresses on the way there, its caller's first */
  size_t callers_count;
} {p}leak;

/* Calls report for all that lives, the oldest first; NULL prints it to standard error, each address by
 * name as far as the dynamic symbols tell. What report gets lives until it returns. It may call
 * the library. A callback that Go keeps is a leak as long as the caller does not take it back; one without a
 * user pointer is not reported.
 *
 * Only a library that was built with leak_origins has this function.
 *
 * Errors: ENOMEM; {P}_AFTER_FORK. */
{p}status {p}leaks(void (*report)(void *user, const {p}leak *leak), void *user);
`
