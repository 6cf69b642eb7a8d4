/* module_acquire ROUNDS LIBRARY: a call of the generation that serves, between acquire and release, beside the same
 * call through a pointer. */
#include "pair.h"

#include "cshared/module.h"

typedef int64_t (*adder)(int64_t, int64_t);

static adder volatile pointer;
static volatile int64_t sink;

static void ours(void *subject, int calls) {
  cshared_module *module = subject;
  for (int i = 0; i < calls; i++) {
    const cshared_module_function *f = cshared_module_acquire(module);
    if (f == NULL) exit(1);
    sink = ((adder)f[0])(i, 1);
    cshared_module_release();
  }
}

static void theirs(void *unused, int calls) {
  (void)unused;
  for (int i = 0; i < calls; i++) sink = pointer(i, 1);
}

int main(int argc, char **argv) {
  static const char *const names[] = {"benchmark_add"};
  const cshared_module_options options = {.size = sizeof options,
                                          .functions = names,
                                          .function_count = 1,
                                          .flags = CSHARED_MODULE_WITHOUT_NOTE};
  cshared_module *module;
  cshared_module_report report = {.size = sizeof report};
  if (argc != 3 || cshared_module_open(&options, &module) != 0) return 2;
  if (cshared_module_load(module, argv[2], NULL, &report) != 0) {
    fprintf(stderr, "%s\n", report.text);
    return 1;
  }
  pointer = (adder)cshared_module_acquire(module)[0];
  cshared_module_release();
  pair_measure(argv[1], 200000, ours, module, theirs, NULL);
  return 0;
}
