package apiheader

// leaksText is behind the fixed text of a library that records origins.
const leaksText = `
/* Something that lives, and where it was made. */
typedef struct {p}leak {
  const char *kind;      /* "buffer", "error", or the type of a handle */
  const void *object;    /* what the caller has of it: text, bytes, elements, error or handle */
  const char *made_by;   /* the function of this library that gave it */
  void *const *callers;  /* return addresses on the way there, its caller's first */
  size_t callers_count;
} {p}leak;

/* Calls report for all that lives, the oldest first; NULL prints it to standard error, each address by
 * name as far as the dynamic symbols tell. What report gets lives until it returns. It may call
 * the library.
 *
 * Only a library that was built with leak_origins has this function.
 *
 * Errors: ENOMEM; {P}_AFTER_FORK. */
{p}status {p}leaks(void (*report)(void *user, const {p}leak *leak), void *user);
`
