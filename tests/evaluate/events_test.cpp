// Scores of detected events: by hand, against sed_eval, and invariants.
#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "evaluate/event_report.h"
#include "evaluate/events.h"
#include "evaluate/matching.h"
#include "evaluate/resampling.h"
#include "support/places.h"

using namespace canopy;
using Catch::Approx;

namespace {

EventList list(const std::vector<SoundEvent>& events, const std::vector<std::string>& also = {}) {
  EventList made;
  made.events = events;
  for (const SoundEvent& event : events) {
    made.labelled = made.labelled || !event.label.empty();
    if (std::find(made.recordings.begin(), made.recordings.end(), event.recording) ==
        made.recordings.end())
      made.recordings.push_back(event.recording);
  }
  made.recordings.insert(made.recordings.end(), also.begin(), also.end());
  return made;
}

EventList random_list(unsigned seed) {
  std::mt19937 bits(seed);
  std::uniform_int_distribution<int> tenth(0, 400), length(0, 30), recording(0, 5), label(0, 2);
  std::vector<SoundEvent> events;
  for (int i = 0; i < 120; ++i) {
    const double start = tenth(bits) / 10.0;
    events.push_back({"r" + std::to_string(recording(bits)) + ".wav", start,
                      start + length(bits) / 10.0, std::string(1, "abc"[label(bits)]), 1});
  }
  return list(events, {"quiet.wav"});
}

std::string error_of(const EventList& truth, const EventList& found) {
  try {
    score_events(truth, found, {});
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::data);
    return error.what();
  }
  return "scored";
}

/// The size of the maximum matching, by exhaustive search.
std::size_t largest_matching(const std::vector<std::vector<std::size_t>>& allowed,
                             std::vector<bool>& used, std::size_t left = 0) {
  if (left == allowed.size()) return 0;
  std::size_t best = largest_matching(allowed, used, left + 1);
  for (const std::size_t right : allowed[left]) {
    if (used[right]) continue;
    used[right] = true;
    best = std::max(best, 1 + largest_matching(allowed, used, left + 1));
    used[right] = false;
  }
  return best;
}

}  // namespace

TEST_CASE("intersection over union") {
  const SoundEvent a{"", 1, 3, "", 1};
  CHECK(intersection_over_union(a, a) == 1);
  CHECK(intersection_over_union(a, {"", 2, 4, "", 1}) == Approx(1.0 / 3));
  CHECK(intersection_over_union({"", 2, 4, "", 1}, a) == Approx(1.0 / 3));
  CHECK(intersection_over_union(a, {"", 3, 4, "", 1}) == 0);
  CHECK(intersection_over_union(a, {"", 7, 8, "", 1}) == 0);
  CHECK(intersection_over_union({"", 2, 2, "", 1}, {"", 2, 2, "", 1}) == 1);
  CHECK(intersection_over_union(a, {"", 2, 2, "", 1}) == 0);
}

TEST_CASE("matchings are one to one and as large as possible") {
  std::mt19937 bits(3);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::vector<std::size_t>> allowed(bits() % 7);
    const std::size_t right = 1 + bits() % 6;
    for (auto& rights : allowed)
      for (std::size_t r = 0; r < right; ++r)
        if (bits() % 3 == 0) rights.push_back(r);
    std::vector<bool> searched(right), used(right);
    std::size_t pairs = 0;
    const std::vector<std::size_t> matching = maximum_matching(allowed, right);
    for (std::size_t left = 0; left < allowed.size(); ++left) {
      if (matching[left] == unmatched) continue;
      ++pairs;
      CHECK(std::count(allowed[left].begin(), allowed[left].end(), matching[left]) == 1);
      CHECK_FALSE(used[matching[left]]);
      used[matching[left]] = true;
    }
    CHECK(pairs == largest_matching(allowed, searched));
  }
}

TEST_CASE("a found event is matched once; it is reassigned if that allows more pairs") {
  const EventList truth = list({{"a.wav", 1.0, 2, "", 1}, {"a.wav", 1.4, 2.4, "", 1}});
  // by onset, the first found event matches both, the second only the first true event
  const EventList found = list({{"a.wav", 1.3, 2.3, "", 1}, {"a.wav", 0.6, 1.6, "", 1}});
  CHECK(score_events(truth, found, {}).counts.matched_onset == 2);
  const EventList one = list({{"a.wav", 1.3, 2.3, "", 1}});
  CHECK(score_events(truth, one, {}).counts.matched_onset == 1);
  CHECK(score_events(one, truth, {}).counts.matched_onset == 1);
}

TEST_CASE("metrics by hand") {
  const EventList truth =
      list({{"a.wav", 0, 4, "", 1}, {"a.wav", 10, 14, "", 1}, {"b.wav", 5, 6, "", 1}},
           {"c.wav", "d.wav"});
  const EventList found = list({{"a.wav", 2, 6, "x", 1},        // overlap 1/3, onset 2 s off
                                {"a.wav", 10.5, 10.9, "x", 1},  // overlap 0.1, onset 0.5 s off
                                {"c", 1, 2, "x", 1},
                                {"else.wav", 0, 1, "x", 1}});
  const EventScores scores = score_events(truth, found, {});
  CHECK_FALSE(scores.labelled);
  REQUIRE(scores.recordings.size() == 4);
  CHECK(scores.counts.truth == 3);
  CHECK(scores.counts.found == 3);
  CHECK(scores.counts.matched_overlap == 1);
  CHECK(scores.counts.matched_onset == 1);
  CHECK(scores.overlap.precision.value == Approx(1.0 / 3));
  CHECK(scores.onset.f1.value == Approx(1.0 / 3));
  CHECK(scores.exact_share.value == 0.5);          // a and d
  CHECK(scores.mean_absolute_error.value == 0.5);  // b one too few, c one too many
  CHECK(scores.bias.value == 0);
  CHECK(scores.unmatched_recordings == std::vector<std::string>{"else.wav"});
  CHECK(scores.overlap.precision.interval.low >= 0);
  CHECK(scores.overlap.precision.interval.high <= 1);
}

TEST_CASE("labels must be equal if both lists have labels") {
  const EventList truth = list({{"a.wav", 0, 1, "owl", 1}, {"a.wav", 5, 6, "frog", 1}});
  const EventList found = list({{"a.wav", 0, 1, "owl", 1}, {"a.wav", 5, 6, "owl", 1}});
  const EventScores scores = score_events(truth, found, {});
  CHECK(scores.labelled);
  CHECK(scores.counts.matched_overlap == 1);
  REQUIRE(scores.labels.size() == 2);
  CHECK(scores.labels[0].first == "frog");
  CHECK(scores.labels[0].second.truth == 1);
  CHECK(scores.labels[0].second.found == 0);
  EventScoring only;
  only.labels = {"frog"};
  CHECK(score_events(truth, found, only).counts.found == 0);
  CHECK(score_events(truth, found, only).counts.truth == 1);
}

TEST_CASE("truth against itself is perfect, in any order") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const EventList truth = random_list(seed);
    EventList found = truth;
    std::shuffle(found.events.begin(), found.events.end(), std::mt19937(seed));
    const EventScores scores = score_events(truth, found, {});
    for (const EventMetrics* metrics : {&scores.overlap, &scores.onset})
      for (const EventMetric* m : {&metrics->precision, &metrics->recall, &metrics->f1}) {
        CHECK(m->value == 1.0);
        CHECK(m->interval.low == 1.0);
        CHECK(m->interval.high == 1.0);
      }
    CHECK(scores.exact_share.value == 1);
    CHECK(scores.mean_absolute_error.value == 0);
  }
}

TEST_CASE("swapping truth and detections swaps precision and recall") {
  const EventList a = random_list(7), b = random_list(8);
  const EventScores forward = score_events(a, b, {}), swapped = score_events(b, a, {});
  CHECK(forward.counts.matched_overlap == swapped.counts.matched_overlap);
  CHECK(forward.counts.matched_onset == swapped.counts.matched_onset);
  CHECK(forward.onset.precision.value == swapped.onset.recall.value);
  CHECK(forward.bias.value == -swapped.bias.value);
  CHECK(forward.overlap.f1.value < 1);
}

TEST_CASE("nothing found, and nothing to find") {
  const EventList truth = list({{"a.wav", 0, 1, "", 1}}), nothing;
  const EventScores missed = score_events(truth, nothing, {});
  CHECK(std::isnan(missed.overlap.precision.value));
  CHECK(missed.overlap.recall.value == 0);
  CHECK(missed.overlap.f1.value == 0);
  const EventScores quiet = score_events(list({}, {"a.wav"}), nothing, {});
  CHECK(std::isnan(quiet.onset.f1.value));
  CHECK(quiet.exact_share.value == 1);
  const nlohmann::json json = nlohmann::json::parse(event_json(quiet, {}));
  CHECK(json.at("onset").at("f1").is_null());
  CHECK(json.at("count").at("exact_share") == 1.0);
  CHECK(event_text(quiet, {}).find("F1         -") != std::string::npos);
}

TEST_CASE("ambiguous names of recordings are an error") {
  const EventList truth = list({}, {"north/a.wav", "south/a.wav"});
  CHECK(error_of(truth, list({{"north/a.wav", 0, 1, "", 1}, {"x/south/a.wav", 0, 1, "", 1}})) ==
        "scored");
  CHECK(error_of(truth, list({{"a.wav", 0, 1, "", 1}})) ==
        "detections of 'a.wav' could belong to 'north/a.wav' or 'south/a.wav' in the truth; give "
        "the names with their folders");
  CHECK(error_of(list({}, {"a"}), list({{"a.wav", 0, 1, "", 1}, {"a.mp3", 0, 1, "", 1}})) ==
        "detections of 'a.wav' and of 'a.mp3' both belong to 'a' in the truth; give its name with "
        "its folder");
  CHECK(error_of(list({}, {"a", "a.wav"}), list({})) ==
        "the truth has 'a' and 'a.wav', which could be the same recording; use one name, or give "
        "both "
        "with their folders");
  CHECK(error_of(list({}), list({})) == "the truth has no recordings");
}

TEST_CASE("matches and metrics equal those of sed_eval (tests/golden/make_events.py)") {
  const auto golden = [](const char* name) {
    return test::source_file(std::string("tests/golden/events_") + name);
  };
  const EventScores scores =
      score_events(read_events(golden("truth.csv")), read_events(golden("found.csv")), {});
  const nlohmann::json expected = nlohmann::json::parse(read_file(golden("scores.json")));
  REQUIRE(scores.recordings.size() == expected.at("per_recording").size());
  for (std::size_t i = 0; i < scores.recordings.size(); ++i) {
    const nlohmann::json& line = expected.at("per_recording")[i];
    const EventCounts& counts = scores.recordings[i].counts;
    CAPTURE(line.dump());
    CHECK(scores.recordings[i].recording == line.at("recording").get<std::string>());
    CHECK(counts.truth == line.at("true").get<std::int64_t>());
    CHECK(counts.found == line.at("found").get<std::int64_t>());
    CHECK(counts.matched_overlap == line.at("matched_overlap").get<std::int64_t>());
    CHECK(counts.matched_onset == line.at("matched_onset").get<std::int64_t>());
  }
  const nlohmann::json& onset = expected.at("onset");
  CHECK(scores.onset.precision.value == Approx(onset.at("precision").get<double>()));
  CHECK(scores.onset.recall.value == Approx(onset.at("recall").get<double>()));
  CHECK(scores.onset.f1.value == Approx(onset.at("f1").get<double>()));
  const nlohmann::json& count = expected.at("count");
  CHECK(scores.exact_share.value == Approx(count.at("exact_share").get<double>()));
  CHECK(scores.bias.value == Approx(count.at("bias").get<double>()));
  CHECK(scores.mean_absolute_error.value == Approx(count.at("mean_absolute_error").get<double>()));
}

TEST_CASE("intervals contain the mean, depend only on the seed, and narrow with more items") {
  const auto interval = [](std::size_t items, std::uint64_t seed) {
    const auto mean = [](const std::vector<std::size_t>& drawn) {
      double sum = 0;
      for (const std::size_t i : drawn) sum += i % 2 == 0 ? 0.0 : 1.0;
      return std::vector<double>{sum / static_cast<double>(drawn.size()), NAN};
    };
    BootstrapOptions options;
    options.seed = seed;
    const std::vector<Interval> both = resampled_intervals(items, mean, options);
    CHECK(std::isnan(both.at(1).low));
    return both.at(0);
  };
  const Interval few = interval(20, 1), many = interval(2000, 1);
  CHECK(few.low == interval(20, 1).low);
  CHECK((interval(2000, 2).low != many.low || interval(2000, 2).high != many.high));
  // the mean of n fair coins has a standard deviation of 0.5 / sqrt(n)
  CHECK(few.high - few.low == Approx(2 * 1.96 * 0.5 / std::sqrt(20.0)).epsilon(0.2));
  CHECK(many.high - many.low == Approx(2 * 1.96 * 0.5 / std::sqrt(2000.0)).epsilon(0.15));
  CHECK(few.low < 0.5);
  CHECK(few.high > 0.5);
}

TEST_CASE("event_scores.csv has one line per recording") {
  const EventList truth = list({{"=a.wav", 0, 1, "", 1}}, {"b.wav"});
  CHECK(event_csv(score_events(truth, truth, {})) ==
        "recording,true,found,matched_overlap,matched_onset\n'=a.wav,1,1,1,1\nb.wav,0,0,0,0\n");
}
