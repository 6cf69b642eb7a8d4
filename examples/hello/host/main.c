#include <stdio.h>

#include "hello.h"

int main(void) {
  printf("%d\n", hello_add(40, 2));
  return hello_add(40, 2) == hello_answer() ? 0 : 1;
}
