static void __attribute__((constructor)) early(void) {} // want `runs this function while dlopen is at work`

//cshared:allow c-constructor it calls no export
static void __attribute__((constructor)) earlier(void) {}
