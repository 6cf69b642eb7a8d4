#include <fenv.h>
#include <stdint.h>

#include "host.h"

/* What decides how the thread calculates, without the flags that calculations leave. */
struct mode {
  int rounding;
  uint64_t control;
  uint64_t legacy;
};

enum { mxcsr_control = 0xffc0, flush_and_denormals = 0x8040, fpcr_flush = 1 << 24 };

static struct mode read_mode(void) {
  struct mode mode = {fegetround(), 0, 0};
#if defined(__x86_64__)
  unsigned mxcsr;
  unsigned short word;
  __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
  __asm__ volatile("fnstcw %0" : "=m"(word));
  mode.control = mxcsr & mxcsr_control;
  mode.legacy = word;
#elif defined(__aarch64__)
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode.control));
#endif
  return mode;
}

static void set_unusual(void) {
  (void)fesetround(FE_UPWARD);
#if defined(__x86_64__)
  unsigned mxcsr;
  __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
  mxcsr |= flush_and_denormals;
  __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
#elif defined(__aarch64__)
  uint64_t control;
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
  control |= fpcr_flush;
  __asm__ volatile("msr fpcr, %0" : : "r"(control));
#endif
}

static void judge(const char *when, const struct mode *before) {
  struct mode now = read_mode();
  if (now.rounding != before->rounding || now.control != before->control || now.legacy != before->legacy) {
    host_fail("%s: rounding %#x -> %#x, control bits %#llx -> %#llx, x87 control word %#llx -> %#llx on the host's "
              "thread, want no change: the library has to put back what it sets",
              when, (unsigned)before->rounding, (unsigned)now.rounding, (unsigned long long)before->control,
              (unsigned long long)now.control, (unsigned long long)before->legacy, (unsigned long long)now.legacy);
  }
}

struct caller {
  const struct host_input *input;
  void *handle;
  bool unusual;
};

static void call_and_judge(void *argument) {
  struct caller *caller = argument;
  if (caller->unusual) {
    set_unusual();
  }
  struct mode before = read_mode();
  if (host_calls(caller->input, caller->handle, 2)) {
    judge("after a call on a second thread", &before);
  }
}

static void judge_all(const struct host_input *input, bool unusual) {
  struct caller caller = {input, NULL, unusual};
  if (unusual) {
    set_unusual();
  }
  struct mode before = read_mode();
  caller.handle = host_load(input->library);
  if (caller.handle == NULL) {
    return;
  }
  judge("after load", &before);
  if (host_calls(input, caller.handle, 2)) {
    judge("after first call", &before);
    (void)host_on_thread(call_and_judge, &caller);
  }
  host_line("rounding %#x, control bits %#llx stay", (unsigned)before.rounding, (unsigned long long)before.control);
}

void host_fp_default(const struct host_input *input) { judge_all(input, false); }

void host_fp_unusual(const struct host_input *input) { judge_all(input, true); }
