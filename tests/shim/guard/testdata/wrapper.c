/* C wrappers as the generator writes them, by hand, around exports of the fixture library. */
#include <errno.h>
#include <stdint.h>

#include "cshared/guard.h"

#define API __attribute__((visibility("default")))

extern void Nop(void);
extern void GC(void);
extern void Spin(volatile uint32_t *stop);
extern void ClobberErrno(void);
extern void cshared_go_clobber(void *call);
extern void cshared_entry_clobber(void *call) __attribute__((weak, visibility("hidden")));

API int guarded_nop(void);
API int guarded_gc(void);
API int guarded_spin(volatile uint32_t *stop);
API int guarded_clobber_errno(void);
API int guarded_call(int through_entry);
API int guarded_stop(int status);

#define GUARDED(call)                         \
  do {                                        \
    const int saved = errno;                  \
    const int status = cshared_guard_enter(); \
    if (status != 0) {                        \
      return status;                          \
    }                                         \
    call;                                     \
    errno = saved;                            \
    return 0;                                 \
  } while (0)

int guarded_nop(void) { GUARDED(Nop()); }
int guarded_gc(void) { GUARDED(GC()); }
int guarded_spin(volatile uint32_t *stop) { GUARDED(Spin(stop)); }
int guarded_clobber_errno(void) { GUARDED(ClobberErrno()); }
int guarded_stop(int status) { return cshared_guard_stop(status); }

/* As generated code does it: how often Go was there, or a status. */
int guarded_call(int through_entry) {
  struct {
    cshared_load_crossing crossing;
    int count;
  } call = {.count = 0};
  const int status = cshared_guard_call(through_entry ? cshared_entry_clobber : NULL, cshared_go_clobber, &call);
  return status != 0 ? status : call.count;
}
