/* A program that is linked with the library, against its versioned symbols. */
#include CALC_HEADER

int main(void) { return calc_add(40, 2) == calc_answer() ? 0 : 1; }
