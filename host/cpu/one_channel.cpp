#include "cpu/one_channel.h"

#include <algorithm>

#include "cpu/parallel.h"
#include "cpu/simd/table.h"

namespace canopy::cpu {

bool OneChannelGradients::suits(const Conv2dParams& p) {
  return p.input.channels == 1 && p.kernel_height == 3 && p.kernel_width == 3 &&
         p.stride_height == 1 && p.stride_width == 1 && p.filters % 16 == 0 && !p.input_gradient;
}

OneChannelGradients::OneChannelGradients(const Conv2dParams& p)
    : p_(p), out_(p.output()), padded_(out_.width + 2) {
  if (p.padding == Padding::same) top_ = left_ = 1;
  scratch_.resize(static_cast<std::size_t>(p.max_items * (3 * padded_ + 10 * p.filters)));
  sums_.resize(static_cast<std::size_t>(p.max_items) * 10 * static_cast<std::size_t>(p.filters));
}

void OneChannelGradients::run(int n, const float* x, const float* dy, const float* mask,
                              float* dkernel, float* dbias) {
  const std::int64_t values = 10 * p_.filters;
  parallel_parts(n, [&](std::int64_t item) {
    add_item(x + item * p_.input.size(), dy + item * out_.size(),
             mask ? mask + item * out_.size() : nullptr,
             scratch_.data() + item * (3 * padded_ + values), sums_.data() + item * values);
  });
  for (std::int64_t f = 0; f < p_.filters; ++f)
    for (int k = 0; k < 10; ++k) {
      double sum = 0;
      for (std::int64_t item = 0; item < n; ++item)
        sum += sums_[static_cast<std::size_t>(item * values + k * p_.filters + f)];
      if (k < 9) dkernel[f * 9 + k] = static_cast<float>(sum);
      if (k == 9 && dbias) dbias[f] = static_cast<float>(sum);
    }
}

/// sums[10, filters] of one item.
void OneChannelGradients::add_item(const float* x, const float* dy, const float* mask,
                                   float* scratch, double* sums) {
  const std::int64_t values = 10 * p_.filters, width = p_.input.width;
  float* row_sums = scratch + 3 * padded_;
  std::fill(scratch, row_sums, 0.0f);
  std::fill(sums, sums + values, 0.0);
  // The three rows under the window, zeros around the image; they rotate as it moves down.
  const auto bring = [&](std::int64_t h) {
    float* row = scratch + (h + 3) % 3 * padded_;
    if (h < 0 || h >= p_.input.height)
      std::fill(row, row + padded_, 0.0f);
    else
      std::copy(x + h * width, x + h * width + width, row + left_);
  };
  bring(-top_);
  bring(1 - top_);
  for (std::int64_t oh = 0; oh < out_.height; ++oh) {
    bring(oh + 2 - top_);
    const auto row = [&](std::int64_t i) { return scratch + (oh + i - top_ + 3) % 3 * padded_; };
    const float* rows[3] = {row(0), row(1), row(2)};
    const std::int64_t at = oh * out_.width * p_.filters;
    simd::table().one_channel_gradients(out_.width, p_.filters, rows, dy + at,
                                        mask ? mask + at : nullptr, row_sums);
    for (std::int64_t i = 0; i < values; ++i) sums[i] += static_cast<double>(row_sums[i]);
  }
}

}  // namespace canopy::cpu
