#include "ops/mel_log.h"

#include <stdexcept>

namespace canopy {

void check_mel_log(const MelLogParams& p) {
  if (p.frames < 1 || p.bands < 1 || p.bins < 2 || p.max_items < 1)
    throw std::invalid_argument(
        "mel_log: frames, bands and max_items must be at least 1 and bins at least 2");
  if (!(p.low_hz >= 0 && p.low_hz < p.high_hz && p.high_hz <= p.sample_rate / 2.0))
    throw std::invalid_argument(
        "mel_log: the range must satisfy 0 <= low_hz < high_hz <= sample_rate / 2");
}

}  // namespace canopy
