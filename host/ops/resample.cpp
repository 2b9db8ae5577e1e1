// Argument checks of both backends' resamplers, and how much audio they read and write.
#include "ops/resample.h"

#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

#include "ops/resample_filter.h"

namespace canopy {

void check_resample(const ResampleParams& p) {
  if (p.row_samples < 1 || p.max_items < 1 || p.mono.channel < 0)
    throw std::invalid_argument(
        "resample: row_samples and max_items must be at least 1, and the channel must not be "
        "negative");
}

void check_resample_items(const ResampleParams& p, const std::vector<ResampleItem>& items) {
  check_items(p, static_cast<std::int64_t>(items.size()));
  for (const ResampleItem& item : items)
    if (item.outputs < 0 || item.row_offset < 0 || item.first_output < 0 || item.frames < 0 ||
        item.outputs > p.row_samples - item.row_offset || item.channels < 1 ||
        (p.mono.kind == MonoKind::channel && p.mono.channel >= item.channels))
      throw std::invalid_argument(
          "resample: an item does not fit into its row or lacks the requested channel");
}

void refuse_unplanned_rate(int rate) {
  throw std::invalid_argument(fmt::format("resample: {} Hz was not planned with add_rate", rate));
}

std::int64_t resampled_length(std::int64_t frames, int rate, int sample_rate) {
  if (frames <= 0) return 0;
  const std::int64_t divisor = std::gcd(rate, sample_rate);
  const std::int64_t up = sample_rate / divisor, down = rate / divisor;
  // In two steps, so that frames * up cannot overflow.
  return frames / down * up + (frames % down * up + down - 1) / down;
}

std::int64_t resample_context(int rate, int sample_rate) {
  return resample_shape(rate, sample_rate).half;
}

}  // namespace canopy
