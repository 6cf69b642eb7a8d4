/* 100000 calls of a solver that works in global variables, from eight goroutines and eight C threads
 * at once: each sum is the optimum, and each assignment is valid and has that sum. The optima are
 * found by trying all assignments. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "assignment.h"

enum { LARGEST = 8, PROBLEMS = 100, ROUNDS = 63, THREADS = 8 };

static int32_t cost[LARGEST + 1][PROBLEMS][LARGEST * LARGEST];
static int64_t optimum[LARGEST + 1][PROBLEMS];
static atomic_long calls, wrong;

static int64_t best_of_all(int n, const int32_t *costs, int row, unsigned taken) {
  if (row == n) return 0;
  int64_t best = INT64_MAX;
  for (int column = 0; column < n; column++) {
    if (taken >> column & 1) continue;
    int64_t sum = costs[row * n + column] + best_of_all(n, costs, row + 1, taken | 1u << column);
    if (sum < best) best = sum;
  }
  return best;
}

static void make_problems(void) {
  uint64_t random = 1;
  for (int n = 1; n <= LARGEST; n++) {
    for (int p = 0; p < PROBLEMS; p++) {
      for (int i = 0; i < n * n; i++) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
        /* Every other problem has few different costs, so that many assignments are equal. */
        cost[n][p][i] = (int32_t)(random >> 40) % (p % 2 ? 5 : 100000) - (p % 3 ? 0 : 50000);
      }
      optimum[n][p] = best_of_all(n, cost[n][p], 0, 0);
    }
  }
}

static void verify(int n, int p, const int32_t *columns, int64_t total) {
  unsigned taken = 0;
  int64_t sum = 0;
  for (int row = 0; row < n; row++) {
    if (columns[row] < 0 || columns[row] >= n) continue;
    taken |= 1u << columns[row];
    sum += cost[n][p][row * n + columns[row]];
  }
  atomic_fetch_add(&calls, 1);
  if (taken != (1u << n) - 1 || sum != total || total != optimum[n][p]) atomic_fetch_add(&wrong, 1);
}

static void *solve_each(void *argument) {
  (void)argument;
  for (int round = 0; round < ROUNDS; round++) {
    int n = round % LARGEST + 1;
    for (int p = 0; p < PROBLEMS; p++) {
      int32_t columns[LARGEST];
      int64_t total = 0;
      if (assignment_solve(n, cost[n][p], columns, &total) != 0) atomic_fetch_add(&wrong, 1);
      verify(n, p, columns, total);
    }
  }
  return NULL;
}

static void solve_all(int n) {
  static int32_t costs[PROBLEMS * LARGEST * LARGEST], columns[PROBLEMS * LARGEST];
  static int64_t totals[PROBLEMS];
  for (int p = 0; p < PROBLEMS; p++) memcpy(costs + p * n * n, cost[n][p], sizeof costs[0] * (size_t)(n * n));
  if (assignment_solve_all(PROBLEMS, n, costs, columns, totals, THREADS) != 0) atomic_fetch_add(&wrong, 1);
  for (int p = 0; p < PROBLEMS; p++) verify(n, p, columns + p * n, totals[p]);
}

static int bad_input(void) {
  int32_t number = 1;
  int64_t total = 1;
  return assignment_solve(1, NULL, &number, &total) == EINVAL && assignment_solve(1, &number, NULL, &total) == EINVAL &&
         assignment_solve(1, &number, &number, NULL) == EINVAL && assignment_solve(-1, &number, &number, &total) == EINVAL &&
         assignment_solve(INT32_MAX, &number, &number, &total) == EINVAL &&
         assignment_solve(0, &number, &number, &total) == 0 && total == 0 &&
         assignment_solve_all(-1, 1, &number, &number, &total, 1) == EINVAL &&
         assignment_solve_all(1, 1, &number, &number, &total, 0) == EINVAL;
}

int main(void) {
  alarm(240); /* Never waits for ever. */
  make_problems();
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) {
    if (pthread_create(&threads[i], NULL, solve_each, NULL) != 0) return 2;
  }
  for (int round = 0; round < ROUNDS * THREADS; round++) solve_all(round % LARGEST + 1);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  int refused = bad_input();
  printf("calls %ld, wrong %ld, waits %lld, bad input %s\n", atomic_load(&calls), atomic_load(&wrong),
         (long long)assignment_waits(), refused ? "refused" : "NOT REFUSED");
  return atomic_load(&calls) < 100000 || atomic_load(&wrong) != 0 || assignment_waits() == 0 || !refused;
}
