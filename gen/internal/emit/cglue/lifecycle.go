package cglue

import (
	"fmt"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/abi"
	"github.com/gocshared/rules_go_cshared/gen/internal/emit/abijson"
)

// lifecycle prints init and shutdown.
func (p *printer) lifecycle() {
	if p.api.LeakOrigins {
		p.WriteString(p.replaced(noteText))
	}
	p.WriteString(p.replaced(lifecycleText + p.noting("init", initText) + p.noting("shutdown", shutdownText)))
}

const lifecycleText = `
extern void {go}init(void *call);
extern void {go}shutdown(void *call);

_Static_assert(sizeof({p}options) == sizeof(cshared_lifecycle_options), "the shim knows another struct");
_Static_assert(offsetof({p}options, log) == offsetof(cshared_lifecycle_options, log), "the shim knows another struct");
_Static_assert(offsetof({p}options, environment) == offsetof(cshared_lifecycle_options, environment), "the shim knows another struct");

__attribute__((unused)) static {p}status cshared_fail_poison(cshared_glue_call *call, {p}error **err) {
  cshared_error error = 0;
  const int status = cshared_lifecycle_fail(call, {go}fetch, err != NULL ? &error : NULL);
  if (err != NULL) {
    *err = ({p}error *)(uintptr_t)error;
  }
  return status;
}

/* Hands an error object over, if there is one. */
static {p}status cshared_give({p}status status, cshared_error error, {p}error **err) {
  if (status != {P}_OK && err != NULL) {
    *err = ({p}error *)(uintptr_t)error;
  }
  return status;
}

`

const initText = `{p}status {p}init(const {p}options *options, {p}error **err) {
  static const cshared_lifecycle_library library = {"{p}init", {go}init, {go}fetch, NULL};
  cshared_error error = 0;
  const int status = cshared_lifecycle_init(&library, (const cshared_lifecycle_options *)options, err != NULL ? &error : NULL);
  return cshared_give(status, error, err);
}

`

const shutdownText = `static size_t cshared_live(void *counters, cshared_lifecycle_live *kinds) {
  {p}counters *live = counters;
  live->size = sizeof *live;
  (void){p}stats(live);
  kinds[0] = (cshared_lifecycle_live){live->handles, "object"};
  kinds[1] = (cshared_lifecycle_live){live->buffers, "buffer"};
  kinds[2] = (cshared_lifecycle_live){live->errors, "error"};
  kinds[3] = (cshared_lifecycle_live){live->callbacks, "callback"};
  kinds[4] = (cshared_lifecycle_live){live->contexts, "context"};
  kinds[5] = (cshared_lifecycle_live){live->iterators, "iterator"};
  return 6;
}

{p}status {p}shutdown(int64_t timeout_ns, {p}counters *left, {p}error **err) {
  static const cshared_lifecycle_library library = {"{p}shutdown", {go}shutdown, {go}fetch, cshared_live};
  if (left != NULL && left->size == 0) {
    return cshared_refuse(EINVAL, "{p}shutdown: left->size is 0, and must be sizeof({p}counters)", err);
  }
  {p}counters live = {.size = 0};
  cshared_error error = 0;
  const int status = cshared_lifecycle_shutdown(&library, timeout_ns, &live, err != NULL ? &error : NULL);
  if (left != NULL && (live.size != 0 || status == {P}_OK || status == ETIMEDOUT)) {
    if (live.size == 0) {
      (void)cshared_live(&live, (cshared_lifecycle_live[CSHARED_LIFECYCLE_KINDS]){{0, NULL}});
    }
    live.size = left->size;
    memcpy(left, &live, left->size < sizeof live ? left->size : sizeof live);
  }
  return cshared_give(status, error, err);
}
`

// failure is the function that ends a call which has failed in Go.
func failure(policy string) string {
	if policy == "poison" {
		return "cshared_fail_poison"
	}
	return "cshared_fail"
}

// note prints the ELF note, gen/abi: in assembly, because there the type of the section can be said.
func (p *printer) note() error {
	a, err := abijson.Of(p.api)
	if err != nil {
		return err
	}
	note := abi.NoteOf(a)
	p.line("\n/* What the library says of itself: gen/abi. Linkers keep notes. */")
	p.line("__asm__(\".pushsection %s, \\\"a\\\", %%note\\n\"", abi.NoteSection)
	p.line("        \"\\t.balign 4\\n\"")
	p.line("        \"\\t.long 2f - 1f, 4f - 3f, %d\\n\"", abi.NoteType)
	p.line("        \"1:\\t.asciz \\\"%s\\\"\\n\"", abi.NoteOwner)
	p.line("        \"2:\\t.balign 4\\n\"")
	p.line("        \"3:\\t.long %d\\n\"", abi.NoteFormat)
	for _, line := range note.Lines() {
		p.line("        \"\\t.asciz \\\"%s\\\"\\n\"", quoteAssembly(line))
	}
	p.line("        \"4:\\t.balign 4\\n\"")
	p.line("        \"\\t.popsection\\n\");")
	return nil
}

// quoteAssembly renders text within a string of assembly within a string of C.
func quoteAssembly(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '?' && c != '%' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, `\\%03o`, c)
		}
	}
	return b.String()
}
