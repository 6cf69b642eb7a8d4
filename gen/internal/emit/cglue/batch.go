package cglue

import (
	"slices"
	"strings"

	"github.com/gocshared/rules_go_cshared/gen/internal/emit/capi"
	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

const batchText = `
static {p}status cshared_fail_item(cshared_glue_batch *batch, {p}error **err) {
  cshared_error error = 0;
  const int status = cshared_glue_fail_item(batch, {go}fetch, err != NULL ? &error : NULL);
  if (err != NULL) {
    *err = ({p}error *)(uintptr_t)error;
  }
  return status;
}
`

// batches prints what the batches share.
func (p *printer) batches() {
	if slices.ContainsFunc(p.api.Funcs, func(f ir.Func) bool { return f.Batch }) {
		strings.NewReplacer("{p}", p.prefix, "{go}", p.api.FixedGoName("")).WriteString(p, batchText)
	}
}

// forms prints the other forms of a function.
func (p *printer) forms(f *ir.Func) {
	if f.Batch {
		p.batch(f)
	}
	if f.HasInto() {
		p.into(f)
	}
}

// batch prints the form of a function that takes an array of calls.
func (p *printer) batch(f *ir.Func) {
	layout, head := f.ItemLayout(), f.BatchLayout()
	p.line("")
	for _, s := range layout.Slots {
		p.line("_Static_assert(offsetof(%s, %s) == %d, \"lies elsewhere in Go\");", f.ItemName(), s.Name, s.Offset)
	}
	p.line("_Static_assert(sizeof(%s) == %d, \"has another size in Go\");", f.ItemName(), layout.Size)
	p.line("\nstruct %s_call {\n  cshared_glue_batch batch;", f.BatchName())
	for _, s := range head.Slots {
		p.line("  %s;", s.C)
	}
	p.line("};\n_Static_assert(sizeof(struct %s_call) == %d, \"has another size in Go\");", f.BatchName(), head.Size)
	p.entry(f.BatchName())
	p.line("\n%s {", p.bodyOf(capi.BatchPrototype(p.prefix, f), f.BatchName()))
	p.batchBody(f)
	p.line("}")
	p.batchOrigins(f)
}

func (p *printer) batchBody(f *ir.Func) {
	name := f.BatchName()
	p.line("  struct %s_call crossing;", name)
	p.line("  if (failed != NULL) {\n    *failed = count;\n  }")
	p.line("  if (__builtin_expect(items == NULL && count != 0, 0)) {\n    return cshared_refuse(EINVAL, \"%s: items is NULL, but count is not 0\", err);\n  }", name)
	p.line("  if (__builtin_expect(count > PTRDIFF_MAX / sizeof *items, 0)) {\n    return cshared_refuse(EINVAL, \"%s: count is larger than any array can be\", err);\n  }", name)
	p.line("  cshared_glue_begin(&crossing.batch.call, NULL, 0, err != NULL);")
	p.line("  crossing.batch.items = items;\n  crossing.batch.count = count;\n  crossing.batch.unit = sizeof *items;")
	p.line("  crossing.batch.status_at = offsetof(%s, status);\n  crossing.batch.next = 0;\n  crossing.batch.failed = 0;", f.ItemName())
	if r := f.BatchReceiver(); r != nil {
		p.line("  crossing.%[1]s = (uint64_t)(uintptr_t)%[1]s;", r.Name)
	}
	p.enterDomain(f, "    cshared_glue_refuse_items(&crossing.batch, entered);\n"+p.refuseDomain(f, name))
	p.line("  const int status = cshared_guard_call(%s, %s, &crossing);", p.api.EntryName(name), p.api.GoName(name))
	p.leaveDomain(f)
	p.line("  if (__builtin_expect(status != 0, 0)) {\n    cshared_glue_refuse_items(&crossing.batch, status);\n    return cshared_refuse(status, NULL, err);\n  }")
	if f.BatchReceiver() != nil {
		p.line("  if (__builtin_expect(crossing.batch.call.status != 0, 0)) {\n    cshared_glue_refuse_items(&crossing.batch, crossing.batch.call.status);\n    return cshared_fail(&crossing.batch.call, err);\n  }")
	}
	p.line("  if (failed != NULL) {\n    *failed = crossing.batch.failed;\n  }")
	p.line("  if (__builtin_expect(crossing.batch.failed != 0, 0)) {\n    return cshared_fail_item(&crossing.batch, err);\n  }")
	p.line("  return %s_OK;", p.macro)
}
