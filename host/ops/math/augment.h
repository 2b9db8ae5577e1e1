// How a window is assembled, one sample at a time, for both backends (ops/augment.h).
#pragma once

#include <cmath>
#include <cstdint>

#include "base/host_device.h"
#include "ops/augment.h"

namespace canopy::math {

inline constexpr int quiet_parts = 32;  // of a clip; the quietest one sets its quiet level
inline constexpr double least_rms = 1e-6;

/// Sums over a window, from which the background's level is computed.
struct AugmentSums {
  double clips = 0;    // squares of the clips' samples in the window
  double under = 0;    // squares of the background's samples under a clip
  double room = 0;     // squares of the background's samples where there is no clip
  double covered = 0;  // number of samples under a clip
};

/// How much of a clip is heard at sample t of the window: 0 outside it, rising to 1 over the first
/// `fade` samples and falling over the last.
CANOPY_HD float part_weight(const AugmentPart& part, std::int64_t t, std::int64_t fade) {
  if (part.row < 0) return 0;
  const std::int64_t from_start = t - part.start, from_end = part.length - 1 - from_start;
  const std::int64_t edge = from_start < from_end ? from_start : from_end;
  if (edge < 0) return 0;
  return edge >= fade ? 1.0f : static_cast<float>(edge + 1) / static_cast<float>(fade + 1);
}

CANOPY_HD float part_sample(const AugmentPart& part, std::int64_t t, const float* rows,
                            std::int64_t row_samples) {
  return rows[part.row * row_samples + part.first + (t - part.start)];
}

CANOPY_HD float background_sample(const AugmentBackground& b, std::int64_t t, const float* rows,
                                  std::int64_t row_samples) {
  const auto at = static_cast<std::uint32_t>(b.first) + static_cast<std::uint32_t>(t);
  return rows[b.row * row_samples + at % static_cast<std::uint32_t>(b.length)];
}

/// A window's sample without its background, and how much of it is clip.
struct Foreground {
  float sample, weight;
};

/// Without a background the clips are not faded.
CANOPY_HD Foreground foreground(const AugmentItem& item, std::int64_t t, std::int64_t fade,
                                const float* rows, std::int64_t row_samples) {
  if (item.background.kind == Background::none) fade = 0;
  const float clip = part_weight(item.clip, t, fade), call = part_weight(item.call, t, fade);
  Foreground f{0, clip > call ? clip : call};
  if (clip > 0) f.sample += clip * part_sample(item.clip, t, rows, row_samples);
  if (call > 0) f.sample += call * part_sample(item.call, t, rows, row_samples);
  return f;
}

CANOPY_HD void add_to_sums(AugmentSums& sums, const Foreground& f, float background) {
  const double square = static_cast<double>(background) * static_cast<double>(background);
  if (f.weight > 0) {
    sums.clips += static_cast<double>(f.sample) * static_cast<double>(f.sample);
    sums.under += square;
    sums.covered += 1;
  } else {
    sums.room += square;
  }
}

/// The factor of the background. `quiet` is the clip's quiet level, an RMS.
CANOPY_HD float background_gain(const AugmentItem& item, const AugmentSums& sums,
                                std::int64_t samples, double quiet) {
  const auto rms = [](double squares, double count) {
    return count > 0 ? sqrt(squares / count) : 0.0;
  };
  if (item.background.kind == Background::fill) {
    const double noise = rms(sums.room, static_cast<double>(samples) - sums.covered);
    return noise < least_rms ? 0.0f : static_cast<float>(quiet / noise);
  }
  const double clips = rms(sums.clips, sums.covered), noise = rms(sums.under, sums.covered);
  if (clips < least_rms || noise < least_rms) return 1.0f;
  return static_cast<float>(static_cast<double>(item.noise) * clips / noise);
}

/// The window's sample. `level` is background_gain.
CANOPY_HD float augmented_sample(const AugmentItem& item, const Foreground& f, float background,
                                 float level) {
  const float share = item.background.kind == Background::fill ? 1.0f - f.weight : 1.0f;
  return item.gain * (f.sample + level * share * background);
}

}  // namespace canopy::math
