// An op with max_items runs 1 to max_items items. Both backends call check_items at the start of
// every run, so that they reject the same calls with the same message. Invalid parameters are
// rejected by the check function declared in the op's own header, which both backends call.
#pragma once

#include <cstdint>

#include "ops/tensor.h"

namespace canopy {

/// Throws std::invalid_argument: "conv2d: 17 items in one call, but the op was made for 1 to 16".
[[noreturn]] void refuse_items(const char* op, std::int64_t n, int max_items);

/// Throws std::invalid_argument unless 1 <= n <= max_items. `Params::op` is the op's name.
template <class Params>
inline void check_items(const Params& params, std::int64_t n) {
  if (n < 1 || n > params.max_items) refuse_items(Params::op, n, params.max_items);
}

/// Pixels of all images of the largest batch: the CUDA kernels count them in 32 bits.
inline constexpr std::int64_t max_batch_pixels = 2147483647;

/// Throws std::invalid_argument unless height, width, channels and max_items are at least 1 and the
/// largest batch has fewer than 2^31 pixels: the CUDA kernels count them in 32 bits.
void check_images(const char* op, const Image& image, int max_items);

/// Throws std::invalid_argument for more than 2^29 - 1 units, filters or channels (`what`): the
/// CUDA kernels count them in 32 bits, four per thread.
void check_columns(const char* op, const char* what, std::int64_t count);

}  // namespace canopy
