// What is measured while a sound is decoded, checked with synthetic sounds.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "data/sound_facts.h"

using namespace canopy;
using Catch::Approx;

namespace {

SoundFacts measure(const std::vector<std::int16_t>& samples, int channels, int rate,
                   std::int64_t block) {
  AudioInfo info;
  info.rate = rate;
  info.channels = channels;
  info.format = SampleFormat::pcm16;
  SoundMeter meter(info);
  const auto frames = static_cast<std::int64_t>(samples.size()) / channels;
  for (std::int64_t at = 0; at < frames; at += block)
    meter.add(samples.data() + at * channels, std::min(block, frames - at));
  return meter.facts();
}

std::int16_t sample(double value) {
  return static_cast<std::int16_t>(std::lround(32767 * value));
}

/// Dithered, so that rounding makes noise instead of overtones.
std::vector<std::int16_t> tone(double hz, int rate, std::int64_t frames, double level) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> uniform(-0.5 / 32767, 0.5 / 32767);
  std::vector<std::int16_t> samples;
  for (std::int64_t i = 0; i < frames; ++i) {
    const double value =
        level * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate) +
        uniform(random) + uniform(random);
    samples.push_back(sample(std::clamp(value, -1.0, 1.0)));
  }
  return samples;
}

}  // namespace

TEST_CASE("the level is the RMS of all samples, and silence has the lowest level") {
  CHECK(measure(tone(1000, 16000, 16000, 1), 1, 16000, 4096).rms_db == Approx(-3.01).margin(0.01));
  CHECK(measure(tone(1000, 16000, 16000, 0.1), 1, 16000, 4096).rms_db ==
        Approx(-23.01).margin(0.01));
  CHECK(measure(std::vector<std::int16_t>(8000), 2, 16000, 512).rms_db == -200);
  CHECK(measure({}, 1, 16000, 1).rms_db == -200);
  std::vector<std::int16_t> left_only;  // half of the power
  for (std::int16_t value : tone(1000, 16000, 16000, 1))
    left_only.insert(left_only.end(), {value, 0});
  CHECK(measure(left_only, 2, 16000, 4096).rms_db == Approx(-6.02).margin(0.01));
}

TEST_CASE("samples that stay at full scale are clipped, samples that touch it are not") {
  std::vector<std::int16_t> samples(1000);
  samples[10] = samples[11] = 32767;
  samples[20] = -32768;
  CHECK(measure(samples, 1, 8000, 7).clipped == 0);
  for (std::size_t i = 500; i < 510; ++i) samples[i] = i < 505 ? 32767 : -32768;
  CHECK(measure(samples, 1, 8000, 7).clipped == Approx(0.010));
  for (std::size_t i = 700; i < 704; ++i) samples[i] = i % 2 ? 32767 : -32767;  // up and down
  CHECK(measure(samples, 1, 8000, 7).clipped == Approx(0.010));
  CHECK(measure(samples, 2, 8000, 7).clipped < 0.010);  // runs are per channel
  for (std::size_t gap = 1; gap < 1500; gap *= 2) {     // interrupted by quiet samples
    std::vector<std::int16_t> apart(4096);
    apart[1022] = apart[1023] = apart[1023 + gap + 1] = 32767;
    CHECK(measure(apart, 1, 8000, 4096).clipped == 0);
  }
  // in one block, at any position, and not across quiet samples
  for (std::size_t at = 0; at < 3000; at += 127) {
    std::vector<std::int16_t> longer(4000);
    for (std::size_t i = at; i < at + 4; ++i) longer[i] = 32767;
    CHECK(measure(longer, 1, 8000, 4000).clipped == Approx(0.001));
    longer[at + 1] = longer[at + 2] = 0;
    longer[at + 700] = longer[at + 701] = 32767;
    CHECK(measure(longer, 1, 8000, 4000).clipped == 0);
  }
}

TEST_CASE("the bandwidth is the highest frequency, whatever the rate of the file") {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> uniform(-0.25, 0.25);
  for (const int rate : {16000, 44100}) {
    std::vector<std::int16_t> noise;
    for (int i = 0; i < 2 * rate; ++i) noise.push_back(sample(uniform(random)));
    CHECK(measure(noise, 1, rate, 1000).bandwidth_hz == rate / 2.0);
    CHECK(measure(noise, 2, rate, 1000).bandwidth_hz == rate / 2.0);
  }
  const double step = 44100 / 2.0 / 128;
  for (const double hz : {500.0, 5000.0, 15000.0}) {
    const double found = measure(tone(hz, 44100, 44100, 0.9), 1, 44100, 333).bandwidth_hz;
    CHECK(found >= hz);
    CHECK(found <= hz + 5 * step);
  }
  // the second channel counts too
  std::vector<std::int16_t> stereo;
  const auto low = tone(1000, 44100, 44100, 0.3), high = tone(9000, 44100, 44100, 0.3);
  for (std::size_t i = 0; i < low.size(); ++i) stereo.insert(stereo.end(), {low[i], high[i]});
  CHECK(measure(stereo, 2, 44100, 333).bandwidth_hz == Approx(9000).margin(5 * step));
  // channels 90 degrees apart: as a complex signal they have only half of a spectrum
  for (const int sign : {-1, 1}) {
    std::uniform_real_distribution<double> dither(-1.0 / 32767, 1.0 / 32767);
    std::vector<std::int16_t> turned;
    for (int i = 0; i < 44100; ++i) {
      const double angle = 2 * std::numbers::pi * 9000 * i / 44100;
      turned.push_back(sample(0.3 * std::cos(angle) + dither(random)));
      turned.push_back(sample(0.3 * sign * std::sin(angle) + dither(random)));
    }
    CHECK(measure(turned, 2, 44100, 333).bandwidth_hz == Approx(9000).margin(5 * step));
  }
  CHECK(measure(std::vector<std::int16_t>(44100), 1, 44100, 333).bandwidth_hz == 0);
  CHECK(measure(tone(5000, 44100, 700, 0.9), 1, 44100, 333).bandwidth_hz > 5000);  // very short
  CHECK(measure({}, 1, 44100, 1).bandwidth_hz == 0);
}

TEST_CASE("rounding to 16 bits does not count as sound, slightly louder noise does") {
  CHECK(measure(tone(1000, 44100, 44100, 0), 1, 44100, 4096).bandwidth_hz == 0);
  std::mt19937 random(2);
  std::vector<std::int16_t> faint;
  for (int i = 0; i < 44100; ++i) faint.push_back(static_cast<std::int16_t>(random() % 7) - 3);
  CHECK(measure(faint, 1, 44100, 4096).bandwidth_hz == 22050);
}

TEST_CASE("the hash depends on samples, rate and channels, but not on blocks") {
  std::vector<std::int16_t> samples = tone(700, 16000, 9001, 0.5);
  const SoundHash hash = measure(samples, 1, 16000, 9001).hash;
  for (const std::int64_t block : {1, 3, 4, 777, 8192})
    CHECK(measure(samples, 1, 16000, block).hash == hash);
  CHECK(measure(samples, 1, 16001, 777).hash != hash);
  samples.push_back(0);
  const SoundHash longer = measure(samples, 1, 16000, 777).hash;
  CHECK(longer != hash);
  CHECK(measure(samples, 2, 16000, 777).hash != longer);
  samples.pop_back();
  for (std::size_t i : {std::size_t{0}, std::size_t{4500}, samples.size() - 1}) {
    samples[i] ^= 1;
    CHECK(measure(samples, 1, 16000, 777).hash != hash);
    samples[i] ^= 1;
  }
  std::swap(samples[100], samples[104]);
  CHECK(measure(samples, 1, 16000, 777).hash != hash);
}

TEST_CASE("the same samples as floats have the same level, clipping and bandwidth") {
  const std::vector<std::int16_t> samples = tone(700, 16000, 9000, 1);
  std::vector<float> floats;
  for (const std::int16_t value : samples) floats.push_back(static_cast<float>(value) / 32768);
  AudioInfo info;
  info.rate = 16000;
  info.channels = 1;
  info.format = SampleFormat::float32;
  SoundMeter meter(info);
  meter.add(floats.data(), 9000);
  const SoundFacts a = meter.facts(), b = measure(samples, 1, 16000, 9000);
  CHECK(a.rms_db == b.rms_db);
  CHECK(a.clipped == b.clipped);
  CHECK(a.bandwidth_hz == b.bandwidth_hz);
}
