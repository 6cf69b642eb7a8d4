__attribute__((constructor)) static void early_c(void) {}
