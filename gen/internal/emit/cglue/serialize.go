package cglue

import (
	"slices"

	"github.com/gocshared/rules_go_cshared/gen/internal/ir"
)

// domains prints what keeps the functions of a domain apart.
func (p *printer) domains() {
	var names []string
	for _, f := range p.api.Funcs {
		if f.Serialize != "" {
			names = append(names, f.Serialize)
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		p.line("\nCSHARED_DOMAIN(%s);", name)
	}
}

func domainOf(name string) string { return "cshared_glue_domain_" + name }

// enterDomain waits until no other call is in the function's domain; `refused` is the statement for a
// thread that is in it already, or a library that is stopped.
func (p *printer) enterDomain(f *ir.Func, refused string) {
	if f.Serialize == "" {
		return
	}
	p.line("  const int entered = cshared_glue_enter(&%s);", domainOf(f.Serialize))
	p.line("  if (__builtin_expect(entered != 0, 0)) {\n%s\n  }", refused)
}

// refuseDomain is that statement for the function, or another form of it.
func (p *printer) refuseDomain(f *ir.Func, name string) string {
	if f.Infallible {
		return "    cshared_glue_die(\"" + name + "\", entered);"
	}
	return p.drops(f) + "    return cshared_refuse(entered, entered == EDEADLK ? \"" + name + ": this thread is in a call of the domain " + f.Serialize + " already\" : NULL, err);"
}

func (p *printer) leaveDomain(f *ir.Func) {
	if f.Serialize != "" {
		p.line("  cshared_glue_leave(&%s);", domainOf(f.Serialize))
	}
}
