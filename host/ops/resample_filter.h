// The resampler's taps, designed once in double for both backends: a Kaiser-windowed sinc, split
// into phases for a rational ratio of rates. Linear phase: output sample k is exactly at time
// k / sample_rate.
//
// There are two kinds of table. With rate_out / rate_in = up / down in lowest terms, an output
// sample falls on one of `up` phases between two frames. If `up` rows are small enough, the table
// holds them all and is exact. For odd rates (44101 Hz to 16 kHz has 16,000 phases) it holds a few
// hundred rows, and the two nearest a sample are interpolated linearly; with 512 rows per period of
// the lower rate the error is below -100 dB. So no pair of rates needs more than a few megabytes.
#pragma once

#include <cstdint>
#include <vector>

#include "base/host_device.h"

namespace canopy {

/// How the filter is designed. Frequencies are in units of the lower of the two Nyquist
/// frequencies, lengths in samples of the lower of the two rates. The passband is flat to 0.913 and
/// nothing passes above 1.0. In between, the response follows soxr's "very high quality": the three
/// numbers come from fitting a Kaiser-windowed sinc to its measured response at 44.1 to 16 kHz, so
/// that sounds with most of their power in that band (night insects) agree as well.
struct ResampleDesign {
  double cutoff = 0.95564444;                              // half-amplitude frequency
  double kaiser_beta = 21.2634;                            // shape of the window
  double half_length = 145.41;                             // the window is zero beyond
  std::int64_t max_exact_entries = std::int64_t{1} << 19;  // larger tables are interpolated
  double interpolated_rows = 512.0;                        // per sample of the lower rate
};

constexpr int lowest_rate = 1000, highest_rate = 768000;  // Hz, for input and output

/// What a kernel needs to find its taps; plain data, copied to the device as is.
struct ResampleShape {
  std::int64_t up = 1, down = 1;  // rate_out : rate_in in lowest terms; 1 : 1 copies the samples
  std::int64_t phases = 1;        // rows between two frames: `up`, or fewer if interpolated
  std::int32_t half = 0;          // frames of context on either side
  std::int32_t taps = 0;          // per row: 2 * half, a multiple of 32
  bool interpolated = false;
};

/// Where an output sample gets its input: it is the sum over j < taps of
/// row[j] * x[frame - half + 1 + j]; if interpolated, (1 - blend) times that plus blend times the
/// same with the next row.
struct ResamplePosition {
  std::int64_t frame;
  std::int64_t row;
  float blend;
};

CANOPY_HD ResamplePosition resample_position(const ResampleShape& s, std::int64_t output) {
  const std::int64_t at = output * s.down;
  const std::int64_t frame = at / s.up, phase = at - frame * s.up;
  if (!s.interpolated) return {frame, phase, 0.0f};
  const std::int64_t scaled = phase * s.phases, row = scaled / s.up;
  return {frame, row, static_cast<float>(scaled - row * s.up) / static_cast<float>(s.up)};
}

/// The shape and table for one pair of rates.
struct ResampleFilter {
  ResampleShape shape;
  std::vector<float> table;  // [phases (+ 1 if interpolated), taps]; empty for equal rates
};

/// Designs a filter. Throws Error(data) for a rate outside lowest_rate..highest_rate.
ResampleFilter design_resample_filter(int rate, int sample_rate, const ResampleDesign& design = {});

/// The shape alone, without computing the table. Throws as above.
ResampleShape resample_shape(int rate, int sample_rate, const ResampleDesign& design = {});

}  // namespace canopy
