// Synthetic recordings: the calls are where their truth lists them.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <catch2/catch_test_macros.hpp>

#include "tune/synthesis.h"

using namespace canopy;

namespace {

constexpr int rate = 1000;

/// Clips of one tone each; calls and negatives have different pitches.
std::vector<ClipWave> tones(int count, double seconds, double hz, int sources) {
  std::vector<ClipWave> clips;
  for (int i = 0; i < count; ++i) {
    ClipWave clip{"source " + std::to_string(i % sources), {}};
    for (int k = 0; k < static_cast<int>((seconds + 0.1 * i) * rate); ++k)
      clip.samples.push_back(static_cast<float>(std::sin(2 * M_PI * hz * k / rate)));
    clips.push_back(clip);
  }
  return clips;
}

SynthesisParams params(std::uint32_t seed = 1) {
  SynthesisParams p;
  p.sample_rate = rate;
  p.seconds = 60;
  p.seed = seed;
  return p;
}

/// The strength of a pitch from start_s to end_s: the magnitude of the correlation with it.
double strength(const std::vector<float>& samples, double start_s, double end_s, double hz) {
  double sine = 0, cosine = 0;
  const auto first = static_cast<std::size_t>(start_s * rate);
  const auto end = std::min(samples.size(), static_cast<std::size_t>(end_s * rate));
  for (std::size_t k = first; k < end; ++k) {
    const double phase = 2 * M_PI * hz * static_cast<double>(k) / rate;
    sine += static_cast<double>(samples[k]) * std::sin(phase);
    cosine += static_cast<double>(samples[k]) * std::cos(phase);
  }
  return std::hypot(sine, cosine) / static_cast<double>(std::max<std::size_t>(1, end - first));
}

}  // namespace

TEST_CASE("a synthetic recording depends only on the seed and the index") {
  const auto calls = tones(5, 2, 200, 3), negatives = tones(6, 3, 50, 4);
  const SyntheticRecording a = synthesise(params(), 0, calls, negatives);
  CHECK(a.samples == synthesise(params(), 0, calls, negatives).samples);
  CHECK(a.samples != synthesise(params(), 4, calls, negatives).samples);
  CHECK(a.samples != synthesise(params(2), 0, calls, negatives).samples);
  CHECK(a.samples.size() == 60 * rate);
}

TEST_CASE("calls are where the truth lists them, above the background") {
  const auto calls = tones(5, 2, 200, 3), negatives = tones(6, 3, 50, 4);
  int checked = 0;
  for (int index = 0; index < 12; ++index) {
    const SyntheticRecording made = synthesise(params(), index, calls, negatives);
    for (const Span& call : made.calls) {
      ++checked;
      CHECK(call.start_s >= 0);
      CHECK(call.end_s <= 60);
      // at least 2 dB above the background's RMS of 0.02; a sine's correlation is 0.71 of its RMS
      CHECK(strength(made.samples, call.start_s + 0.5, call.end_s - 0.5, 200) > 0.015);
    }
  }
  CHECK(checked > 50);
}

TEST_CASE("dense recordings have close calls, sparse ones have few, empty ones have none") {
  const auto calls = tones(5, 2, 200, 3), negatives = tones(6, 3, 50, 4);
  std::size_t counts[4] = {};
  double closest = 1e9;
  for (int index = 0; index < 40; ++index) {
    const SyntheticRecording made = synthesise(params(), index, calls, negatives);
    counts[static_cast<int>(density_of(index))] += made.calls.size();
    for (std::size_t i = 1; i < made.calls.size(); ++i) {
      CHECK(made.calls[i].start_s > made.calls[i - 1].start_s);
      if (density_of(index) == Density::dense)
        closest = std::min(closest, made.calls[i].start_s - made.calls[i - 1].end_s);
      if (density_of(index) == Density::sparse)
        CHECK(made.calls[i].start_s - made.calls[i - 1].end_s >= 7.99);
    }
  }
  CHECK(closest < -0.3);  // they overlap
  CHECK(closest > -0.51);
  CHECK(counts[static_cast<int>(Density::dense)] >
        2 * counts[static_cast<int>(Density::medium)] / 2);
  CHECK(counts[static_cast<int>(Density::medium)] > counts[static_cast<int>(Density::sparse)]);
  CHECK(counts[static_cast<int>(Density::empty)] == 0);
}

TEST_CASE("the background has no gaps and comes from all sources") {
  const auto calls = tones(2, 2, 200, 1);
  std::vector<ClipWave> negatives;
  for (int source = 0; source < 4; ++source)  // each with its own pitch
    for (ClipWave clip : tones(2, 3, 20 + 10.0 * source, 1)) {
      clip.group = "source " + std::to_string(source);
      negatives.push_back(clip);
    }
  bool heard[4] = {};
  for (int index = 3; index < 100; index += 4) {  // the empty ones
    const SyntheticRecording made = synthesise(params(), index, calls, negatives);
    for (std::size_t k = 0; k + 200 <= made.samples.size(); k += 200) {
      double loudest = 0;
      for (std::size_t i = k; i < k + 200; ++i)
        loudest = std::max(loudest, std::abs(static_cast<double>(made.samples[i])));
      CHECK(loudest > 0.005);
    }
    for (int source = 0; source < 4; ++source)
      heard[source] = heard[source] || strength(made.samples, 0, 2, 20 + 10.0 * source) > 0.005;
  }
  for (const bool one : heard) CHECK(one);
}

TEST_CASE("synthesis needs calls and negatives") {
  const auto clips = tones(2, 2, 200, 1);
  CHECK_THROWS_AS(synthesise(params(), 0, {}, clips), std::invalid_argument);
  CHECK_THROWS_AS(synthesise(params(), 0, clips, {}), std::invalid_argument);
}
