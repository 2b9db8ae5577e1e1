// Clips cut from labelled recordings: properties for any labels and seed.
#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "data/labelled.h"

using namespace canopy;
using Catch::Approx;

namespace {

LabelledRecording recording(const std::string& name, double seconds,
                            std::vector<LabelledInterval> intervals) {
  return {"/somewhere/" + name, name, name, seconds, std::move(intervals)};
}

std::size_t count(const CutClips& cut, const std::string& label) {
  return static_cast<std::size_t>(std::count(cut.labels.begin(), cut.labels.end(), label));
}

}  // namespace

TEST_CASE("a labelled interval is a clip, and the rest gives negatives") {
  LabelsConfig config;
  config.negative_s = 3;
  config.negatives_per_positive = 3;
  const CutClips cut =
      cut_clips({recording("a.wav", 60, {{40, 43.25, "call"}, {10, 12, "call"}})}, config);
  CHECK(count(cut, "call") == 2);
  CHECK(count(cut, "other") == 6);
  REQUIRE(cut.clips.size() == 8);
  for (std::size_t i = 0; i < cut.clips.size(); ++i) {
    const Clip& clip = cut.clips[i];
    CHECK(clip.path == "/somewhere/a.wav");
    CHECK(clip.group == "a.wav");
    if (i > 0) CHECK(clip.start_s > cut.clips[i - 1].start_s);
    if (cut.labels[i] == "other") CHECK(clip.end_s - clip.start_s == Approx(3));
  }
  const auto call = std::find(cut.labels.begin(), cut.labels.end(), "call") - cut.labels.begin();
  CHECK((cut.clips[static_cast<std::size_t>(call)].start_s == 10 &&
         cut.clips[static_cast<std::size_t>(call)].end_s == 12));
}

TEST_CASE("negatives keep away from labels and from each other") {
  for (unsigned seed = 0; seed < 60; ++seed) {
    INFO(seed);
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> uniform;
    LabelsConfig config;
    config.seed = seed;
    config.min_gap_s = seed % 3 * 0.75;
    config.negative_s = seed % 2 ? 2.5 : 0;
    config.negatives_per_positive = 1 + seed % 5;
    config.ignore = {"unsure"};
    std::vector<LabelledRecording> recordings;
    std::size_t positives = 0;
    for (int r = 0; r < 5; ++r) {
      std::vector<LabelledInterval> intervals;
      for (int i = 0; i < 12; ++i) {
        const double start = uniform(random) * 150, length = 0.5 + 4 * uniform(random);
        intervals.push_back({start, start + length, i % 4 ? "call" : "unsure"});
        positives += i % 4 != 0;
      }
      recordings.push_back(recording(std::to_string(r), 160 + r,
                                     r == 4 ? std::vector<LabelledInterval>{} : intervals));
      if (r == 4) positives -= 9;
    }
    const CutClips cut = cut_clips(recordings, config);
    CHECK(count(cut, "call") == positives);
    CHECK(count(cut, "unsure") == 0);
    const std::size_t negatives = count(cut, "other");
    CHECK(negatives > 0);
    CHECK(negatives <= positives * (1 + seed % 5));
    if (seed % 5 == 0) CHECK(negatives == positives);  // there is room for all
    std::map<std::string, std::vector<const Clip*>> of_recording;
    for (std::size_t i = 0; i < cut.clips.size(); ++i)
      if (cut.labels[i] == "other") of_recording[cut.clips[i].name].push_back(&cut.clips[i]);
    CHECK(of_recording.size() == 5);  // including the one without calls
    for (const LabelledRecording& source : recordings) {
      const auto& own = of_recording[source.name];
      for (std::size_t i = 0; i < own.size(); ++i) {
        CHECK(own[i]->start_s >= 0);
        CHECK(own[i]->end_s <= source.seconds);
        if (i > 0) CHECK(own[i]->start_s >= own[i - 1]->end_s - 0.0015);
        for (const LabelledInterval& interval : source.intervals)
          CHECK((own[i]->end_s <= interval.start_s - config.min_gap_s + 0.001 ||
                 own[i]->start_s >= interval.end_s + config.min_gap_s - 0.001));
      }
    }
    const CutClips again = cut_clips(recordings, config);
    CHECK((again.labels == cut.labels && again.clips.size() == cut.clips.size()));
    for (std::size_t i = 0; i < cut.clips.size(); ++i)
      CHECK(again.clips[i].start_s == cut.clips[i].start_s);
  }
}

TEST_CASE("negatives have the lengths of the labelled intervals") {
  LabelsConfig config;
  std::vector<LabelledInterval> intervals;
  for (int i = 0; i < 20; ++i)
    intervals.push_back({20.0 * i, 20.0 * i + 1 + 0.25 * (i % 8), "call"});
  const CutClips cut = cut_clips({recording("a", 400, intervals)}, config);
  std::vector<double> calls, others;
  for (std::size_t i = 0; i < cut.clips.size(); ++i)
    (cut.labels[i] == "call" ? calls : others).push_back(cut.clips[i].end_s - cut.clips[i].start_s);
  REQUIRE(calls.size() == 20);
  REQUIRE(others.size() == 20);
  const auto mean = [](const std::vector<double>& values) {
    double sum = 0;
    for (double value : values) sum += value;
    return sum / static_cast<double>(values.size());
  };
  CHECK(mean(others) == Approx(mean(calls)).epsilon(0.25));
  CHECK(*std::max_element(others.begin(), others.end()) > 2.4);
  CHECK(*std::min_element(others.begin(), others.end()) < 1.3);
}

TEST_CASE("the seed selects the negatives, and without a name there are none") {
  LabelsConfig config;
  const std::vector<LabelledRecording> recordings = {recording("a", 600, {{10, 12, "call"}}),
                                                     recording("b", 600, {{300, 302, "call"}})};
  const CutClips one = cut_clips(recordings, config);
  config.seed = 2;
  const CutClips two = cut_clips(recordings, config);
  REQUIRE(one.clips.size() == 4);
  REQUIRE(two.clips.size() == 4);
  const auto starts = [](const CutClips& cut) {
    std::vector<double> all;
    for (const Clip& clip : cut.clips) all.push_back(clip.start_s);
    return all;
  };
  CHECK(starts(one) != starts(two));
  config.negative.clear();
  CHECK(cut_clips(recordings, config).clips.size() == 2);
}

TEST_CASE("if labels leave no room, there are no negatives") {
  LabelsConfig config;
  config.negative_s = 3;
  CHECK(cut_clips({recording("a", 10, {{2, 8, "call"}})}, config).clips.size() == 1);
  CHECK(cut_clips({recording("a", 10, {{4, 10, "call"}})}, config).clips.size() == 2);
}
