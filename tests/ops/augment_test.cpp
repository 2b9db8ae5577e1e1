// Windows assembled from clips, other calls and backgrounds, compared with a naive loop in double.
#include "ops/augment.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include "support/device_test.h"

using namespace canopy;
using namespace canopy::test;

namespace {

constexpr AugmentPart nothing = {-1, 0, 0};
constexpr AugmentBackground no_background = {-1, 0, 0, Background::none};

std::vector<float> run(TestDevice& device, const AugmentParams& p, const std::vector<float>& rows,
                       const std::vector<AugmentItem>& items) {
  const auto op = device.backend->make_augment(p);
  const int n = static_cast<int>(items.size());
  const Buffer in = device.put(rows), out = device.make(n * p.clip_samples + 1);
  const Buffer list = device.backend->allocate(items.size() * sizeof(AugmentItem));
  device.backend->upload(*device.stream, list.data(), items.data(), list.bytes());
  op->run(*device.stream, n, in.floats(), list.as<AugmentItem>(), out.floats());
  std::vector<float> got = device.get(out, n * p.clip_samples + 1);
  CHECK(std::isnan(got.back()));  // nothing is written after the items
  got.pop_back();
  return got;
}

/// One item's window, from the definition.
struct Naive {
  const AugmentParams& p;
  const std::vector<float>& rows;
  const AugmentItem& item;

  double row(std::int32_t number, std::int64_t k) const {
    return rows[static_cast<std::size_t>(number * p.row_samples + k)];
  }
  double weight(const AugmentPart& part, std::int64_t t) const {
    if (part.row < 0 || t < part.start || t >= part.start + part.length) return 0;
    if (item.background.kind == Background::none) return 1;
    const double edge = static_cast<double>(
        std::min<std::int64_t>(t - part.start, part.start + part.length - 1 - t));
    return std::min(1.0, (edge + 1) / static_cast<double>(p.fade + 1));
  }
  double clips(std::int64_t t) const {
    double sum = 0;
    for (const AugmentPart& part : {item.clip, item.call})
      if (weight(part, t) > 0) sum += weight(part, t) * row(part.row, part.first + t - part.start);
    return sum;
  }
  bool covered(std::int64_t t) const { return weight(item.clip, t) + weight(item.call, t) > 0; }
  double background(std::int64_t t) const {
    return row(item.background.row, (item.background.first + t) % item.background.length);
  }
  double quiet() const {
    double least = 1e30;
    for (int part = 0; part < 32; ++part) {
      const std::int64_t from = item.clip.length * part / 32,
                         to = item.clip.length * (part + 1) / 32;
      double sum = 0;
      for (std::int64_t k = from; k < to; ++k)
        sum += std::pow(row(item.clip.row, item.clip.first + k), 2);
      if (to > from) least = std::min(least, std::sqrt(sum / static_cast<double>(to - from)));
    }
    return least;
  }
  double level() const {
    double clip = 0, under = 0, room = 0, count = 0;
    for (std::int64_t t = 0; t < p.clip_samples; ++t) {
      (covered(t) ? under : room) += std::pow(background(t), 2);
      clip += std::pow(clips(t), 2);
      count += covered(t);
    }
    if (item.background.kind == Background::fill)
      return quiet() / std::sqrt(room / (static_cast<double>(p.clip_samples) - count));
    return count == 0 ? 1 : item.noise * std::sqrt(clip / under);
  }
  std::vector<double> window() const {
    std::vector<double> out;
    const double share = item.background.kind == Background::none ? 0 : level();
    for (std::int64_t t = 0; t < p.clip_samples; ++t) {
      double v = clips(t);
      if (item.background.kind == Background::mix) v += share * background(t);
      if (item.background.kind == Background::fill)
        v += share * (1 - std::max(weight(item.clip, t), weight(item.call, t))) * background(t);
      out.push_back(item.gain * v);
    }
    return out;
  }
};

double rms(const float* from, std::int64_t count) {
  double sum = 0;
  for (std::int64_t k = 0; k < count; ++k) sum += double{from[k]} * double{from[k]};
  return std::sqrt(sum / static_cast<double>(count));
}

}  // namespace

TEST_CASE("Augment: without any augmentation a window is an exact copy of its clip") {
  CANOPY_ON_EACH_DEVICE(device);
  AugmentParams p;
  p.row_samples = 1500, p.clip_samples = 1000, p.fade = 20, p.max_items = 7;
  const std::vector<float> rows = random_floats(3 * 1500, 1);
  const std::vector<AugmentPart> clips = {{1, 700, 300, 250}, {0, 1000, 0},  {1, 1500, 0},
                                          {2, 1500, -250},    {1, 700, 300}, {2, 900, 950},
                                          {0, 900, -899}};
  std::vector<AugmentItem> items;
  for (const AugmentPart& clip : clips) items.push_back({clip, nothing, no_background, 0, 1});
  const std::vector<float> got = run(device, p, rows, items);
  for (std::size_t i = 0; i < clips.size(); ++i)
    for (std::int64_t t = 0; t < 1000; ++t) {
      const std::int64_t k = t - clips[i].start;
      const bool there = k >= 0 && k < clips[i].length;
      REQUIRE(got[i * 1000 + t] == (there ? rows[clips[i].row * 1500 + clips[i].first + k] : 0.0f));
    }
}

TEST_CASE("Augment: windows, fades, levels and gains follow the definition") {
  CANOPY_ON_EACH_DEVICE(device);
  AugmentParams p;
  p.row_samples = GENERATE(1030, 5000);
  p.clip_samples = GENERATE(1, 255, 1024, 1025, 3001);
  p.fade = GENERATE(0, 16);
  p.max_items = 15;
  CAPTURE(p.row_samples, p.clip_samples, p.fade);
  const auto window = static_cast<std::int32_t>(p.clip_samples);
  std::vector<float> rows = random_floats(4 * p.row_samples, 9, 0.1f);
  for (std::int64_t k = 200; k < 400; ++k) rows[k] *= 0.01f;  // clip 0 has a quiet part
  std::vector<AugmentItem> items;
  for (const Background kind : {Background::none, Background::mix, Background::fill})
    for (const AugmentPart& clip : {AugmentPart{0, 900, window - 500},
                                    AugmentPart{1, 700, 300, 250}, AugmentPart{0, 1000, -300},
                                    AugmentPart{1, 31, 0}, AugmentPart{0, 1000, 2 * window + 5}}) {
      AugmentItem item{clip, nothing, no_background, 0.25f, 0.8f};
      if (clip.start == -300) item.call = {3, 620, 700};
      if (kind != Background::none) item.background = {2, 611, 600, kind};
      items.push_back(item);
    }
  const std::vector<float> got = run(device, p, rows, items);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Naive naive{p, rows, items[i]};
    bool room = false;
    for (std::int64_t t = 0; t < p.clip_samples; ++t) room = room || !naive.covered(t);
    if (items[i].background.kind == Background::fill && !room) continue;  // nothing to fill
    CAPTURE(i);
    const std::vector<double> want = naive.window();
    const auto from = got.begin() + static_cast<std::ptrdiff_t>(i) * p.clip_samples;
    CHECK(relative_error({from, from + p.clip_samples}, want) < 1e-5);
  }
}

TEST_CASE("Augment: the measured signal-to-noise ratio is the requested one", "[sanitize]") {
  CANOPY_ON_EACH_DEVICE(device);
  AugmentParams p;
  p.row_samples = 4000, p.clip_samples = 3000, p.max_items = 1;
  const std::vector<float> rows = random_floats(2 * 4000, 5);
  const float decibels = GENERATE(-10.0f, 0.0f, 7.5f, 20.0f);
  const float noise = std::pow(10.0f, -decibels / 20);
  const AugmentPart clip = {0, 2000, 500};
  const std::vector<float> alone = run(device, p, rows, {{clip, nothing, no_background, noise, 1}});
  const std::vector<float> mixed =
      run(device, p, rows, {{clip, nothing, {1, 1700, 40, Background::mix}, noise, 1}});
  std::vector<float> background;
  for (std::size_t t = 0; t < mixed.size(); ++t) background.push_back(mixed[t] - alone[t]);
  CHECK(20 * std::log10(rms(alone.data() + 500, 2000) / rms(background.data() + 500, 2000)) ==
        Catch::Approx(decibels).margin(0.01));
  CHECK(rms(background.data(), 500) > 0.1 * double{noise});  // over the whole window
}

TEST_CASE("Augment: a silent clip or background does not cause NaN") {
  CANOPY_ON_EACH_DEVICE(device);
  AugmentParams p;
  p.row_samples = 600, p.clip_samples = 500, p.fade = 8, p.max_items = 4;
  std::vector<float> rows = random_floats(2 * 600, 5);
  std::fill_n(rows.begin(), 600, 0.0f);  // row 0 is silent
  const auto window_of = [&](std::int32_t clip, std::int32_t background, Background kind) {
    return run(device, p, rows,
               {{{clip, 300, 100}, nothing, {background, 600, 0, kind}, 0.5f, 1.0f}});
  };
  const std::vector<float> silent(500, 0.0f);
  CHECK(window_of(0, 0, Background::mix) == silent);
  CHECK(window_of(0, 1, Background::fill) == silent);  // its quiet level is 0
  const std::vector<float> unscaled(rows.begin() + 600, rows.begin() + 1100);
  CHECK(window_of(0, 1, Background::mix) == unscaled);  // at its own level
  for (const float v : window_of(1, 0, Background::fill)) REQUIRE(std::isfinite(v));
}

TEST_CASE("Augment rejects invalid shapes") {
  CANOPY_ON_EACH_DEVICE(device);
  CHECK_THROWS_AS(device.backend->make_augment({0, 1, 0, 1}), std::invalid_argument);
  CHECK_THROWS_AS(device.backend->make_augment({1, 0, 0, 1}), std::invalid_argument);
  CHECK_THROWS_AS(device.backend->make_augment({1, 1, -1, 1}), std::invalid_argument);
  CHECK_THROWS_AS(device.backend->make_augment({std::int64_t{1} << 31, 1, 0, 1}),
                  std::invalid_argument);
}
