/* C code of the Go package itself that is not safe for threads. */
#include <stdint.h>

void own_count(void);
int64_t own_total(void);
int own_nested(int depth);
