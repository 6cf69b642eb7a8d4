// The same library from C++: what it gives in owners that give it back, a status as an exception, a lambda as a
// callback, and an exception that leaves it.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tour.h"

#define CHECK(condition)                                                             \
  do {                                                                               \
    if (!(condition)) {                                                              \
      std::fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      std::exit(1);                                                                  \
    }                                                                                \
  } while (0)

namespace {

// One deleter for all that the library gives.
struct Deleter {
  void operator()(tour_series *series) const { Done(tour_series_free(series)); }
  void operator()(tour_context *context) const { Done(tour_context_free(context)); }
  void operator()(tour_float64_iterator *iterator) const { Done(tour_float64_iterator_close(iterator)); }
  void operator()(tour_error *error) const { tour_error_free(error); }
  void operator()(char *text) const { tour_free(text); }

  // To free twice is a mistake of the program, which the library tells.
  static void Done(tour_status status) {
    if (status != TOUR_OK) std::abort();
  }
};
template <typename T>
using Owned = std::unique_ptr<T, Deleter>;

// Calls a function of the library with these arguments and an error, and throws what the error says.
template <typename Function, typename... Arguments>
void Call(Function function, Arguments... arguments) {
  tour_error *raw = nullptr;
  const tour_status status = function(arguments..., &raw);
  if (status == TOUR_OK) return;
  const Owned<tour_error> error(raw);
  throw std::runtime_error(std::string(tour_status_name(status)) + ": " + tour_error_message(error.get()));
}

Owned<tour_series> NewSeries(const std::string &name, const std::vector<double> &values) {
  tour_series *series = nullptr;
  Call(tour_series_new, name.data(), name.size(), &series);
  Owned<tour_series> owned(series);
  int64_t count;
  Call(tour_series_add_values, series, values.data(), values.size(), &count);
  return owned;
}

std::string Describe(const tour_sample &sample) {
  char *text = nullptr;
  std::size_t size = 0;
  Call(tour_sample_describe, sample, &text, &size);
  const Owned<char> owned(text);
  return std::string(owned.get(), size);
}

// What a function throws, as text.
template <typename Function>
std::string Thrown(Function function) {
  try {
    function();
  } catch (const std::runtime_error &e) {
    return e.what();
  }
  return "";
}

void Values() {
  const tour_sample sample = {2.5, 0.5, TOUR_UNIT_SECOND, true};
  CHECK(Describe(sample) == "2.5 \xc2\xb1 0.5 s");
  static_assert(TOUR_MAX_SAMPLES == 1000, "constants are constant expressions");
  const std::vector<double> values = {1, 2, 6};
  double mean = 0;
  Call(tour_mean, values.data(), values.size(), &mean);
  CHECK(mean == 3);
  CHECK(tour_half(5) == 2.5);
  std::vector<double> unordered = {9, 1, 4};
  CHECK(tour_median(unordered.data(), unordered.size()) == 4);
}

void Statuses() {
  const Owned<tour_series> series = NewSeries("height", {});
  tour_sample sample;
  CHECK(Thrown([&] { Call(tour_series_at, series.get(), int64_t{3}, &sample); }) ==
        "PANIC: panic: runtime error: index out of range [3] with length 0");
  CHECK(Thrown([] { NewSeries("", {}); }) == "EINVAL: invalid argument");
}

// The pointer beside a callback is the lambda. The call borrows both, so a reference will do.
template <typename Visit>
void Each(tour_series *series, Visit visit) {
  const tour_series_each_visit_fn call = [](void *user, int64_t index, tour_sample sample) -> tour_status {
    (*static_cast<Visit *>(user))(index, sample);
    return TOUR_OK;
  };
  Call(tour_series_each, series, call, static_cast<void *>(&visit));
}

void Lambdas() {
  const Owned<tour_series> series = NewSeries("width", {1, 2, 3});
  double sum = 0;
  Each(series.get(), [&sum](int64_t, const tour_sample &sample) { sum += sample.value; });
  CHECK(sum == 6);

  // An exception ends the call of Go, with its text, and the process goes on.
  CHECK(Thrown([&] {
          Each(series.get(), [](int64_t index, const tour_sample &) {
            if (index == 1) throw std::out_of_range("enough");
          });
        }) == "CALLBACK: the callback has thrown: C++ exception std::out_of_range: enough");
}

// What Go keeps has to live as long: made by new, and deleted when Go has no more use for it.
template <typename Watch>
Watch *KeepWatching(tour_series *series, Watch watch) {
  const tour_watcher_fn call = [](void *user, const char *, std::size_t, tour_sample sample) -> tour_status {
    (*static_cast<Watch *>(user))(sample);
    return TOUR_OK;
  };
  Watch *const kept = new Watch(std::move(watch));
  Call(tour_series_watch, series, call, static_cast<void *>(kept), [](void *user) { delete static_cast<Watch *>(user); });
  return kept;
}

void KeptLambdas() {
  const Owned<tour_series> series = NewSeries("depth", {});
  const std::shared_ptr<double> latest = std::make_shared<double>();
  auto *const watch = KeepWatching(series.get(), [latest](const tour_sample &sample) { *latest = sample.value; });
  Call(tour_series_add, series.get(), tour_sample{1.5, 0, TOUR_UNIT_METER, true}, tour_time{});
  CHECK(*latest == 1.5 && latest.use_count() == 2);
  Call(tour_callback_remove, static_cast<void *>(watch), int64_t{-1});
  CHECK(latest.use_count() == 1);
}

void Iterators() {
  const Owned<tour_series> series = NewSeries("length", {1, 2, 3});
  tour_float64_iterator *raw = nullptr;
  Call(tour_series_values, series.get(), &raw);
  const Owned<tour_float64_iterator> iterator(raw); // closes, also when not all was read
  double value = 0;
  Call(tour_float64_iterator_next, iterator.get(), &value);
  CHECK(value == 1);
}

void Contexts() {
  const Owned<tour_series> series = NewSeries("time", {});
  tour_context *raw = nullptr;
  Call(tour_context_new, int64_t{1000000}, &raw);
  const Owned<tour_context> context(raw);
  CHECK(Thrown([&] { Call(tour_series_await, series.get(), context.get(), int64_t{1}); }) == "ETIMEDOUT: context deadline exceeded");
}

}  // namespace

int main() {
  Values();
  Statuses();
  Lambdas();
  KeptLambdas();
  Iterators();
  Contexts();
  tour_counters counters = {};
  counters.size = sizeof counters;
  CHECK(tour_stats(&counters) == TOUR_OK);
  CHECK(counters.buffers == 0 && counters.errors == 0 && counters.handles == 0 && counters.panics == 1);
  CHECK(counters.callbacks == 0 && counters.contexts == 0 && counters.iterators == 0);
  return 0;
}
