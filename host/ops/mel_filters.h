// The mel filter bank, designed once in double for both backends: triangles of height 1 whose edges
// are equally spaced on the mel scale between low_hz and high_hz, sampled at the bins' frequencies
// (torchaudio's and librosa's bank without area normalisation).
#pragma once

#include <cstdint>
#include <vector>

#include "ops/mel_log.h"

namespace canopy {

/// The bins that a triangle covers. A triangle between two bins has length 0 and value 0.
struct MelBand {
  std::int32_t start = 0;   // the first bin
  std::int32_t length = 0;  // bins with a weight above 0
  std::int32_t offset = 0;  // index of its first weight in MelFilters::weights
};

struct MelFilters {
  std::vector<MelBand> bands;
  std::vector<float> weights;  // all bands' weights, one after another
};

/// Hz to mel and back. htk: 2595 log10(1 + f / 700); slaney: linear below 1 kHz (200/3 Hz per mel),
/// logarithmic above (27 mel per factor of 6.4).
double hz_to_mel(double hz, MelFormula formula);
double mel_to_hz(double mel, MelFormula formula);

/// Throws std::invalid_argument as check_mel_log does.
MelFilters design_mel_filters(const MelLogParams& params);

}  // namespace canopy
