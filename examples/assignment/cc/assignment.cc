// The assignment problem by the method of Kuhn and Munkres, with one shortest augmenting path for
// each row: O(n^3). All of its state is global.
#include "cc/assignment.h"

#include <limits>
#include <vector>

namespace {

int32_t size;
const int32_t *costs;

// Prices: for each row and column row_price + column_price <= cost, with equality where they are matched.
std::vector<int64_t> row_price, column_price;

// Column size is where the path of a new row starts.
std::vector<int32_t> row_of;     // The row matched to each column, -1 if none.
std::vector<int32_t> came_from;  // The column before each column on the path.
std::vector<int64_t> slack;      // The least that a step to each column costs.
std::vector<bool> reached;

const int64_t kFar = std::numeric_limits<int64_t>::max();

// Reaches columns, the cheapest first, until one is free; returns it.
int32_t search(int32_t row) {
  slack.assign(size, kFar);
  reached.assign(size + 1, false);
  row_of[size] = row;
  int32_t at = size;
  while (row_of[at] != -1) {
    reached[at] = true;
    const int32_t from = row_of[at];
    int32_t nearest = -1;
    for (int32_t column = 0; column < size; column++) {
      if (reached[column]) continue;
      const int64_t step = costs[from * size + column] - row_price[from] - column_price[column];
      if (step < slack[column]) {
        slack[column] = step;
        came_from[column] = at;
      }
      if (nearest == -1 || slack[column] < slack[nearest]) nearest = column;
    }
    // Make the step to the nearest one free, and keep the path that led here free.
    const int64_t raise = slack[nearest];
    for (int32_t column = 0; column <= size; column++) {
      if (reached[column]) {
        row_price[row_of[column]] += raise;
        if (column != size) column_price[column] -= raise;
      } else if (column != size) {
        slack[column] -= raise;
      }
    }
    at = nearest;
  }
  return at;
}

// Gives each column on the path to `column` the row of the one before it.
void augment(int32_t column) {
  while (column != size) {
    const int32_t before = came_from[column];
    row_of[column] = row_of[before];
    column = before;
  }
}

}  // namespace

int64_t assign(int32_t n, const int32_t *cost, int32_t *columns) {
  size = n;
  costs = cost;
  row_price.assign(n, 0);
  column_price.assign(n, 0);
  row_of.assign(n + 1, -1);
  came_from.assign(n + 1, -1);
  for (int32_t row = 0; row < n; row++) augment(search(row));
  int64_t total = 0;
  for (int32_t column = 0; column < n; column++) {
    const int32_t row = row_of[column];
    columns[row] = column;
    total += cost[row * n + column];
  }
  return total;
}
