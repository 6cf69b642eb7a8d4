package goglue

// lifecycle prints the Go half of init and shutdown.
func (p *printer) lifecycle() {
	p.line("//export %[1]s\nfunc %[1]s(p unsafe.Pointer) {", p.api.FixedGoName("init"))
	p.line("glue.Start((*glue.StartCall)(p), func(level int32, text *byte, size int) bool {")
	p.line("return bool(C.cshared_lifecycle_log(C.int(level), unsafe.Pointer(text), C.size_t(size)))\n})\n}\n")
	p.line("//export %[1]s\nfunc %[1]s(p unsafe.Pointer) { glue.Shutdown((*glue.EndCall)(p)) }\n", p.api.FixedGoName("shutdown"))
}

// recovered is the method that ends a call which did not come to its end.
func recovered(policy string) string {
	if policy == "poison" {
		return "Poisoned"
	}
	return "Recovered"
}

// failed is the method that ends a call with an error.
func failed(policy string) string {
	if policy == "poison" {
		return "FailPoisoned"
	}
	return "Fail"
}
