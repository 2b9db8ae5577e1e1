// forest_truth.csv lists the calls that are audible in the recordings.
#include <cmath>

#include "base/cells.h"
#include "demo/recording.h"
#include "demo_files.h"

using namespace canopy;
using namespace canopy::test;

namespace {

struct Truth {
  std::vector<std::string> recordings;  // in the file's order
  std::map<std::string, std::vector<demo::Interval>> calls;
};

Truth read_truth(const std::string& path) {
  const std::string text = read_file(path);
  Truth truth;
  std::size_t at = text.find('\n') + 1;
  CHECK(text.substr(0, at) == "recording,start_s,end_s\n");
  while (at < text.size()) {
    const std::size_t end = text.find('\n', at);
    const auto cells = csv_rows(text.substr(at, end - at), path).at(0).cells;
    at = end + 1;
    REQUIRE(cells.size() == 3);
    if (!truth.calls.contains(cells[0])) truth.recordings.push_back(cells[0]);
    auto& calls = truth.calls[cells[0]];
    if (!cells[1].empty()) calls.push_back({std::stod(cells[1]), std::stod(cells[2])});
  }
  return truth;
}

/// The level of the call's frequency band in the half second from `at_s` on, in dB. Uses Goertzel's
/// algorithm on windowed frames of 50 ms.
double loudness(const ReadSound& sound, double at_s) {
  constexpr double two_pi = 6.283185307179586;
  const auto first = static_cast<std::size_t>(at_s * sound.rate);
  const auto frame = static_cast<std::size_t>(sound.rate / 20);
  double sum = 0;
  std::vector<double> x(frame);
  for (std::size_t f = 0; f < 10; ++f) {
    for (std::size_t i = 0; i < frame; ++i)
      x[i] = sound.mono[first + f * frame + i] *
             (1 - std::cos(two_pi * static_cast<double>(i) / static_cast<double>(frame)));
    for (double hz = 600; hz < 1600; hz += 40) {
      const double twice = 2 * std::cos(two_pi * hz / sound.rate);
      double now = 0, before = 0;
      for (const double value : x) {
        const double next = value + twice * now - before;
        before = now;
        now = next;
      }
      sum += now * now + before * before - twice * now * before;
    }
  }
  return 10 * std::log10(sum + 1e-20);
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

}  // namespace

TEST_CASE("calls are audible where the truth lists them and nowhere near") {
  const TemporaryFolder folder;
  demo::DataSetOptions options = small_options(folder / "demo");
  options.recordings = 5;
  options.seconds = 40;
  const demo::DataSetSummary summary = demo::make_data_set(options);
  const Truth truth = read_truth(folder / "demo/forest_truth.csv");
  CHECK(truth.recordings.size() == 5);
  int calls = 0, empty = 0;
  std::vector<double> rise_at_start, fall_at_end;
  for (const auto& [name, intervals] : truth.calls) {
    CAPTURE(name);
    const ReadSound sound = read_sound(folder / "demo/Forest Recordings/" + name);
    CHECK(sound.channels == 2);
    CHECK(std::abs(sound.seconds() - 40) < 0.01);
    std::vector<double> outside;
    for (double at = 0; at + 0.5 <= 40; at += 0.5)
      if (std::none_of(intervals.begin(), intervals.end(), [&](const demo::Interval& call) {
            return at + 0.5 > call.start_s && at < call.end_s + 1;  // including the echo
          }))
        outside.push_back(loudness(sound, at));
    const double background = median(outside);
    for (const demo::Interval& call : intervals) {
      CAPTURE(call.start_s, call.end_s);
      CHECK(call.start_s >= 2);
      CHECK(call.end_s <= 38);
      const double inside = loudness(sound, (call.start_s + call.end_s) / 2);
      CHECK(inside > background + 10);
      // compares half a second inside and outside; the inner one is not at the very edge, because
      // the growl fades in and the ladder fades out
      rise_at_start.push_back(loudness(sound, call.start_s + 0.3) -
                              loudness(sound, call.start_s - 0.5));
      fall_at_end.push_back(loudness(sound, call.end_s - 0.7) - loudness(sound, call.end_s + 0.5));
    }
    for (std::size_t i = 1; i < intervals.size(); ++i)
      CHECK(intervals[i].start_s - intervals[i - 1].end_s > demo::min_pause_s - 0.02);
    calls += static_cast<int>(intervals.size());
    empty += intervals.empty();
  }
  CHECK(calls == summary.calls);
  CHECK(calls >= 6);
  CHECK(empty == 1);
  CHECK(median(rise_at_start) > 10);
  CHECK(median(fall_at_end) > 10);
}

TEST_CASE("recordings have zero to six calls, as many as fit") {
  std::vector<int> counts = demo::draw_call_counts(7, 180, 3);
  CHECK(demo::draw_call_counts(7, 180, 3) == counts);
  CHECK(demo::draw_call_counts(7, 180, 4) != counts);
  std::sort(counts.begin(), counts.end());
  CHECK(counts == std::vector<int>{0, 1, 2, 3, 4, 5, 6});
  for (const double seconds : {10.0, 30.0, 60.0, 90.0})
    for (const int calls : demo::draw_call_counts(7, seconds, 1)) {
      // calls of maximum length, the pauses between them and the margins at both ends
      CHECK(calls * 5 + std::max(0, calls - 1) * demo::min_pause_s + 4 <= seconds);
    }
  CHECK(demo::draw_call_counts(0, 90, 1).empty());
}
