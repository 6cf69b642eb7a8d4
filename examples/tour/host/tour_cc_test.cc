// The same library from C++: handles and text in owners that free them, a status as an exception.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "tour.h"

#define CHECK(condition)                                                           \
  do {                                                                             \
    if (!(condition)) {                                                            \
      std::fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      std::exit(1);                                                                \
    }                                                                              \
  } while (0)

namespace {

struct Deleter {
  void operator()(tour_series *series) const {
    if (tour_series_free(series) != TOUR_OK) std::abort();
  }
  void operator()(tour_error *error) const { tour_error_free(error); }
  void operator()(char *text) const { tour_free(text); }
};
template <typename T>
using Owned = std::unique_ptr<T, Deleter>;

// Throws what the error says.
void Check(tour_status status, tour_error *raw) {
  if (status == TOUR_OK) return;
  const Owned<tour_error> error(raw);
  throw std::runtime_error(std::string(tour_status_name(status)) + ": " + tour_error_message(error.get()));
}

Owned<tour_series> NewSeries(const std::string &name) {
  tour_series *series = nullptr;
  tour_error *error = nullptr;
  Check(tour_series_new(name.data(), name.size(), &series, &error), error);
  return Owned<tour_series>(series);
}

std::string Describe(const tour_sample &sample) {
  char *text = nullptr;
  std::size_t size = 0;
  tour_error *error = nullptr;
  Check(tour_sample_describe(sample, &text, &size, &error), error);
  const Owned<char> owned(text);
  return std::string(owned.get(), size);
}

void Values() {
  const tour_sample sample = {2.5, 0.5, TOUR_UNIT_SECOND, true};
  CHECK(Describe(sample) == "2.5 \xc2\xb1 0.5 s");
  static_assert(TOUR_MAX_SAMPLES == 1000, "constants are constant expressions");
  const std::vector<double> values = {1, 2, 6};
  double mean = 0;
  Check(tour_mean(values.data(), values.size(), &mean, nullptr), nullptr);
  CHECK(mean == 3);
  CHECK(tour_half(5) == 2.5);
}

void Exceptions() {
  const Owned<tour_series> series = NewSeries("height");
  tour_sample sample;
  tour_error *error = nullptr;
  const tour_status status = tour_series_at(series.get(), 3, &sample, &error);
  std::string message;
  try {
    Check(status, error);
  } catch (const std::runtime_error &e) {
    message = e.what();
  }
  CHECK(message == "PANIC: panic: runtime error: index out of range [3] with length 0");
}

}  // namespace

int main() {
  Values();
  Exceptions();
  tour_counters counters = {};
  counters.size = sizeof counters;
  CHECK(tour_stats(&counters) == TOUR_OK);
  CHECK(counters.buffers == 0 && counters.errors == 0 && counters.handles == 0 && counters.panics == 1);
  return 0;
}
