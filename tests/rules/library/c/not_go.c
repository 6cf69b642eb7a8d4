int not_go(void);
int not_go(void) { return 1; }
