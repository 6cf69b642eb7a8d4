#include "cshared/catch.h"

#include <stddef.h>
#include <unwind.h>

#include "catch_exception.h"
#include "cshared/status.h"

/* From the personality routine to the frame that it chose, which nothing runs in between. */
static __thread struct _Unwind_Exception *volatile caught __attribute__((tls_model("initial-exec")));

_Unwind_Reason_Code cshared_catch_personality(int version, _Unwind_Action actions, _Unwind_Exception_Class class,
                                              struct _Unwind_Exception *exception, struct _Unwind_Context *context)
    __attribute__((visibility("hidden"), used));

/* What the unwinder asks about the frame of `enter`. It is not told a landing pad (_Unwind_SetIP), which
 * would be a symbol of the unwinder: so it goes on where the frame's call would have returned to, with
 * the registers that a return would have left. */
_Unwind_Reason_Code cshared_catch_personality(int version, _Unwind_Action actions, _Unwind_Exception_Class class,
                                              struct _Unwind_Exception *exception, struct _Unwind_Context *context) {
  (void)class;
  (void)context;
  if (version != 1) {
    return _URC_FATAL_PHASE1_ERROR;
  }
  if (actions & _UA_FORCE_UNWIND) {
    return _URC_CONTINUE_UNWIND; /* pthread_exit, cancellation */
  }
  if (actions & _UA_SEARCH_PHASE) {
    return _URC_HANDLER_FOUND;
  }
  caught = exception;
  return _URC_INSTALL_CONTEXT;
}

/* Has the personality routine, pc-relative in 4 bytes (0x1b). Nothing can be thrown out of it, which
 * keeps the compiler from giving it a routine of its own. */
__attribute__((noinline, nothrow)) static void enter(void (*body)(void *), void *argument) {
  __asm__ volatile(".cfi_personality 0x1b, cshared_catch_personality");
  body(argument);
  __asm__ volatile("" : : : "memory"); /* the call above is no jump */
}

int cshared_catch(void (*body)(void *), void *argument, char *what, size_t room) {
  enter(body, argument);
  struct _Unwind_Exception *const exception = caught;
  if (__builtin_expect(exception == NULL, 1)) {
    return 0;
  }
  caught = NULL;
  cshared_catch_finish(exception, what, room);
  return CSHARED_CALLBACK;
}
