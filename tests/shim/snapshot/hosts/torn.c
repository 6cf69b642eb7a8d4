/* kill.c with a writer that publishes before it copies: proves that kill.c sees what is torn. */
#define EXPECT_TORN
#include "kill.c"
