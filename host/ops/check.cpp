#include "ops/check.h"

#include <limits>
#include <stdexcept>

#include <fmt/format.h>

namespace canopy {

void refuse_items(const char* op, std::int64_t n, int max_items) {
  throw std::invalid_argument(
      fmt::format("{}: {} items in one call, but the op was made for 1 to {}", op, n, max_items));
}

void check_images(const char* op, const Image& image, int max_items) {
  if (image.height < 1 || image.width < 1 || image.channels < 1 || max_items < 1)
    throw std::invalid_argument(
        fmt::format("{}: height, width, channels and max_items must be at least 1", op));
  if (image.height > max_batch_pixels / max_items / image.width)
    throw std::invalid_argument(fmt::format(
        "{}: the batch has more than {} pixels; use a smaller batch", op, max_batch_pixels));
  check_columns(op, "channels", image.channels);
}

void check_columns(const char* op, const char* what, std::int64_t count) {
  constexpr std::int64_t limit = std::numeric_limits<std::int32_t>::max() / 4;
  if (count > limit)
    throw std::invalid_argument(fmt::format("{}: more than {} {}", op, limit, what));
}

}  // namespace canopy
