/* Modules: open, load, close. cshared/module.h says what they are. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "cshared/module.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "module_state.h"

#define DEFAULT_TIMEOUT_NS INT64_C(10000000000)
enum {
  DEFAULT_GENERATIONS = 64,
  ALL_FLAGS = CSHARED_MODULE_WITHOUT_NOTE | CSHARED_MODULE_MEMFD | CSHARED_MODULE_SEQ_CST
};

/* Closed modules that a leaked generation may still come back to. */
static cshared_module_state *_Atomic kept;

int cshared_module_fail(cshared_module_report *report, int step, int status, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(report->text, sizeof report->text, format, arguments);
  va_end(arguments);
  report->step = step;
  return status;
}

static cshared_module_state *state_of(cshared_module *module) { return (cshared_module_state *)(void *)module; }

static bool is_hash(const char *text) {
  return strlen(text) == 32 && strspn(text, "0123456789abcdef") == 32;
}

static int check_options(const cshared_module_options *o) {
  if (o == NULL || o->size != sizeof *o || o->functions == NULL || o->function_count == 0) return EINVAL;
  if (o->function_count > 1 << 20 || (o->flags & ~ALL_FLAGS) != 0) return EINVAL;
  if (o->policy != CSHARED_MODULE_REFUSE && o->policy != CSHARED_MODULE_REPORT) return EINVAL;
  if (o->start_timeout_ns < 0 || (o->abi_hash != NULL && !is_hash(o->abi_hash))) return EINVAL;
  if (o->version != NULL && !cshared_module_is_version(o->version)) return EINVAL;
  for (size_t i = 0; i < o->function_count; i++) {
    if (o->functions[i] == NULL || o->functions[i][0] == 0) return EINVAL;
  }
  return 0;
}

static void free_names(const cshared_module_options *o) {
  for (size_t i = 0; o->functions != NULL && i < o->function_count; i++) free((void *)(uintptr_t)o->functions[i]);
  free((void *)(uintptr_t)o->functions);
  const char *const texts[] = {o->library, o->abi_hash, o->version, o->self_test, o->preflight, o->folder};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) free((void *)(uintptr_t)texts[i]);
}

/* Copies the texts. False if there is no memory; what was copied is in `to` then, too. */
static bool copy_names(cshared_module_options *to, const cshared_module_options *from) {
  const char **texts[] = {&to->library, &to->abi_hash, &to->version, &to->self_test, &to->preflight, &to->folder};
  const char *const given[] = {from->library, from->abi_hash, from->version, from->self_test, from->preflight, from->folder};
  bool ok = true;
  for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
    *texts[i] = given[i] == NULL ? NULL : strdup(given[i]);
    ok = ok && (given[i] == NULL || *texts[i] != NULL);
  }
  const char **names = calloc(from->function_count, sizeof *names);
  to->functions = names;
  for (size_t i = 0; names != NULL && i < from->function_count; i++) {
    names[i] = strdup(from->functions[i]);
    ok = ok && names[i] != NULL;
  }
  return ok && names != NULL;
}

int cshared_module_open(const cshared_module_options *options, cshared_module **out) {
  if (out == NULL) return EINVAL;
  int status = check_options(options);
  if (status == 0) status = cshared_module_threads_start(options->flags);
  if (status != 0) return status;
  cshared_module_state *module = calloc(1, sizeof *module);
  if (module == NULL) return ENOMEM;
  module->options = *options;
  status = cshared_module_find_tls(module) ? 0 : EINVAL;
  if (!copy_names(&module->options, options)) status = ENOMEM;
  if (status != 0) {
    free_names(&module->options);
    free(module);
    return status;
  }
  if (module->options.start_timeout_ns == 0) module->options.start_timeout_ns = DEFAULT_TIMEOUT_NS;
  if (module->options.drain_timeout_ns == 0) module->options.drain_timeout_ns = DEFAULT_TIMEOUT_NS;
  if (module->options.max_generations == 0) module->options.max_generations = DEFAULT_GENERATIONS;
  if (options->abi_hash != NULL) memcpy(module->hash, options->abi_hash, sizeof module->hash);
  module->process = getpid();
  pthread_mutex_init(&module->lock, NULL);
  *out = &module->head;
  return 0;
}

int cshared_module_close(cshared_module *opaque) {
  cshared_module_state *module = state_of(opaque);
  if (module == NULL) return 0;
  if (atomic_exchange(&module->loading, true)) return EBUSY;
  const int barrier = cshared_module_barrier();
  if (barrier != 0 || cshared_module_busy(module, true, NULL) != 0) {
    atomic_store(&module->loading, false);
    return barrier != 0 ? barrier : EBUSY;
  }
  pthread_mutex_lock(&module->lock);
  const bool leaked = module->stats.leaked != 0;
  pthread_mutex_unlock(&module->lock);
  if (leaked) {
    module->next_kept = atomic_load(&kept);
    while (!atomic_compare_exchange_weak(&kept, &module->next_kept, module)) {
    }
    return 0;
  }
  while (module->newest != NULL) {
    cshared_module_generation *older = module->newest->older;
    free(module->newest);
    module->newest = older;
  }
  free_names(&module->options);
  pthread_mutex_destroy(&module->lock);
  free(module);
  return 0;
}

static uint64_t resident(void) {
  FILE *file = fopen("/proc/self/statm", "re");
  unsigned long long total = 0, pages = 0;
  if (file == NULL) return 0;
  if (fscanf(file, "%llu %llu", &total, &pages) != 2) pages = 0;
  fclose(file);
  return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static int spent(const cshared_module_state *module, uint64_t static_tls, cshared_module_report *report) {
  const cshared_module_options *o = &module->options;
  const uint64_t tls = module->stats.static_tls + static_tls, rss = o->max_rss != 0 ? resident() : 0;
  const char *what;
  unsigned long long have, bound;
  if (module->stats.loaded >= o->max_generations) {
    what = "generations loaded", have = module->stats.loaded, bound = o->max_generations;
  } else if (o->max_rss != 0 && rss > o->max_rss) {
    what = "bytes resident", have = rss, bound = o->max_rss;
  } else if (o->max_static_tls != 0 && tls > o->max_static_tls) {
    what = "bytes of static TLS with this one", have = tls, bound = o->max_static_tls;
  } else {
    return 0;
  }
  const int status = cshared_module_fail(report, CSHARED_MODULE_STEP_BUDGET, CSHARED_EXHAUSTED,
                                         "the budget is spent: %llu %s of %llu. Generations cannot be unloaded: start the "
                                         "process anew at a good moment, or raise the bound. The current one serves on",
                                         have, what, bound);
  return o->policy == CSHARED_MODULE_REPORT ? 0 : status;
}

/* All that is done before code of the library runs. */
static int check(const cshared_module_state *module, cshared_module_image *image, const char *sha256,
                 cshared_module_report *report) {
  int status = cshared_module_check_elf(image, report);
  if (status == 0) status = cshared_module_check_note(module, image, report);
  if (status == 0) status = cshared_module_check_digest(image, sha256, report);
  if (status == 0) status = cshared_module_check_symbols(module, image, report);
  return status;
}

static cshared_module_generation *new_generation(cshared_module_state *module, const cshared_module_image *image) {
  const size_t functions = module->options.function_count * sizeof(cshared_module_function);
  cshared_module_generation *generation = calloc(1, sizeof *generation + functions);
  if (generation == NULL) return NULL;
  generation->module = module;
  pthread_mutex_lock(&module->lock);
  generation->number = ++module->stats.loaded;
  module->stats.static_tls += image->static_tls;
  generation->older = module->newest;
  module->newest = generation;
  pthread_mutex_unlock(&module->lock);
  return generation;
}

static void drain(cshared_module_state *module, cshared_module_report *report) {
  const int64_t start = cshared_module_now(), limit = module->options.drain_timeout_ns;
  struct timespec pause = {0, 20000};
  for (;;) {
    report->busy = cshared_module_busy(module, false, &report->busy_thread);
    report->drain_ns = cshared_module_now() - start;
    if (report->busy == 0 || report->drain_ns >= limit) return;
    nanosleep(&pause, NULL);
    if (pause.tv_nsec < 1000000) pause.tv_nsec *= 2;
  }
}

static void switch_to(cshared_module_state *module, cshared_module_generation *generation, cshared_module_report *report) {
  const int64_t start = cshared_module_now();
  const cshared_module_function *functions = generation->functions;
  (void)__atomic_exchange_n(&module->head.current, functions, __ATOMIC_SEQ_CST);
  (void)cshared_module_barrier(); /* It has worked at the beginning of the load. */
  report->switch_ns = cshared_module_now() - start;
  report->step = CSHARED_MODULE_STEP_SWITCH;
  pthread_mutex_lock(&module->lock);
  module->stats.switches++;
  module->stats.current = generation->number;
  if (module->hash[0] == 0) memcpy(module->hash, report->hash, sizeof module->hash);
  pthread_mutex_unlock(&module->lock);
}

static int load_image(cshared_module_state *module, cshared_module_image *image, const char *sha256, int64_t begin,
                      cshared_module_report *report) {
  int status = check(module, image, sha256, report);
  if (status == 0) status = cshared_module_preflight(module, image, report);
  if (status == 0) {
    (void)cshared_module_move_tls(module, image); /* For this process only: after the preflight. */
    status = spent(module, image->static_tls, report);
  }
  const int64_t checked = cshared_module_now();
  report->check_ns = checked - begin;
  if (status != 0) return status;
  cshared_module_generation *generation = new_generation(module, image);
  if (generation == NULL) return cshared_module_fail(report, CSHARED_MODULE_STEP_DLOPEN, ENOMEM, "there is no memory");
  report->generation = generation->number;
  status = cshared_module_start(module, image, generation, report);
  report->start_ns = cshared_module_now() - checked;
  if (status == 0) {
    switch_to(module, generation, report);
    drain(module, report);
  }
  return status;
}

static int load(cshared_module_state *module, const char *path, const char *sha256, cshared_module_report *report) {
  const int64_t begin = cshared_module_now();
  int status = cshared_module_barrier();
  if (status != 0) {
    return cshared_module_fail(report, CSHARED_MODULE_STEP_BEGIN, status,
                               "the kernel refuses membarrier, which it allowed before: allow it in the sandbox, or set "
                               "CSHARED_MODULE_SEQ_CST before the first call");
  }
  status = spent(module, 0, report);
  if (status != 0) return status;
  cshared_module_image image;
  status = cshared_module_copy(module, path, &image, report);
  if (status != 0) return status;
  status = load_image(module, &image, sha256, begin, report);
  cshared_module_drop_copy(&image);
  return status;
}

static int begin_load(cshared_module_state *module, cshared_module_report *report) {
  if (module->process != getpid()) {
    return cshared_module_fail(report, CSHARED_MODULE_STEP_BEGIN, CSHARED_AFTER_FORK,
                               "this process was forked after the module was opened: load in the parent, or open a module here "
                               "before any Go library is loaded");
  }
  if (cshared_module_within(module)) {
    return cshared_module_fail(report, CSHARED_MODULE_STEP_BEGIN, EDEADLK,
                               "the calling thread is within a call of this module, which a load would wait for: let another "
                               "thread load");
  }
  if (atomic_exchange(&module->loading, true)) {
    return cshared_module_fail(report, CSHARED_MODULE_STEP_BEGIN, EBUSY,
                               "another load of this module is running: wait for its end, and load again if the file is newer");
  }
  return 0;
}

int cshared_module_load(cshared_module *opaque, const char *path, const char *sha256, cshared_module_report *out) {
  cshared_module_state *module = state_of(opaque);
  if (module == NULL || path == NULL || (out != NULL && out->size != sizeof *out)) return EINVAL;
  const int saved = errno;
  cshared_module_report report = {.size = sizeof report};
  int status = begin_load(module, &report);
  const bool began = status == 0;
  if (began) status = load(module, path, sha256, &report);
  report.status = status;
  if (status != CSHARED_AFTER_FORK) { /* In a child the lock may be somebody's who is not there. */
    pthread_mutex_lock(&module->lock);
    module->stats.loads++;
    module->stats.failures += status != 0;
    pthread_mutex_unlock(&module->lock);
  }
  if (began) atomic_store(&module->loading, false);
  if (out != NULL) *out = report;
  errno = saved;
  return status;
}

int cshared_module_get_stats(cshared_module *opaque, cshared_module_stats *out) {
  cshared_module_state *module = state_of(opaque);
  if (module == NULL || out == NULL) return EINVAL;
  const int saved = errno;
  pthread_mutex_lock(&module->lock);
  *out = module->stats;
  pthread_mutex_unlock(&module->lock);
  out->busy = cshared_module_busy(module, false, NULL);
  out->rss = resident();
  errno = saved;
  return 0;
}
