#include "cpu/one_channel.h"

#include <algorithm>
#include <vector>

#include "cpu/activation_passes.h"
#include "cpu/parallel.h"
#include "cpu/simd/table.h"

namespace canopy::cpu {
namespace {

class OneChannelConv2d final : public Conv2d {
 public:
  explicit OneChannelConv2d(const Conv2dParams& p)
      : p_(p), out_(p.output()), padded_(out_.width + 2), values_(10 * p.filters) {
    if (p.padding == Padding::same) top_ = left_ = 1;
    taps_.resize(static_cast<std::size_t>(values_));
    scratch_.resize(static_cast<std::size_t>(p.max_items * (3 * padded_ + values_)));
    sums_.resize(static_cast<std::size_t>(p.max_items * values_));
  }

  void prepare(int n) override { check_items(p_, n); }

  void forward(Stream&, int n, const float* x, const float* kernel, const float* bias,
               float* y) override {
    check_items(p_, n);
    for (std::int64_t f = 0; f < p_.filters; ++f) {
      for (std::int64_t k = 0; k < 9; ++k) taps_[at(k, f)] = kernel[f * 9 + k];
      taps_[at(9, f)] = p_.bias ? bias[f] : 0.0f;
    }
    const bool relu = p_.activation == Activation::relu;
    parallel_parts(n, [&](std::int64_t item) {
      float* rows = scratch_.data() + item * (3 * padded_ + values_);
      over_rows(x + item * p_.input.size(), rows, [&](std::int64_t h, const float* const* under) {
        simd::table().one_channel_forward(out_.width, p_.filters, under, taps_.data(), relu,
                                          y + item * out_.size() + h * out_.width * p_.filters);
      });
    });
    if (!relu) activate_in_place(p_.activation, n * out_.size(), y);
  }

  void backward(Stream&, int n, const Conv2dGradients& g) override {
    check_items(p_, n);
    const float* mask = p_.activation == Activation::relu ? g.y : nullptr;
    if (!mask) apply_slope(p_.activation, n * out_.size(), g.y, g.dy);
    parallel_parts(n, [&](std::int64_t item) {
      float* rows = scratch_.data() + item * (3 * padded_ + values_);
      float* row_sums = rows + 3 * padded_;
      double* sums = sums_.data() + item * values_;
      std::fill(sums, sums + values_, 0.0);
      over_rows(g.x + item * p_.input.size(), rows, [&](std::int64_t h, const float* const* under) {
        const std::int64_t first = item * out_.size() + h * out_.width * p_.filters;
        simd::table().one_channel_gradients(out_.width, p_.filters, under, g.dy + first,
                                            mask ? mask + first : nullptr, row_sums);
        for (std::int64_t i = 0; i < values_; ++i) sums[i] += static_cast<double>(row_sums[i]);
      });
    });
    for (std::int64_t f = 0; f < p_.filters; ++f)
      for (std::int64_t k = 0; k < 10; ++k) {
        double sum = 0;
        for (std::int64_t item = 0; item < n; ++item)
          sum += sums_[static_cast<std::size_t>(item * values_) + at(k, f)];
        if (k < 9) g.dkernel[f * 9 + k] = static_cast<float>(sum);
        if (k == 9 && p_.bias) g.dbias[f] = static_cast<float>(sum);
      }
  }

 private:
  std::size_t at(std::int64_t tap, std::int64_t filter) const {
    return static_cast<std::size_t>(tap * p_.filters + filter);
  }

  /// Calls body(h, under) for every row h of outputs, where `under` is the three rows of x under
  /// the window, with zeros around the image. They are kept in rows[3, padded_], used as a ring
  /// buffer while the window moves down.
  template <class Body>
  void over_rows(const float* x, float* rows, const Body& body) const {
    const std::int64_t width = p_.input.width;
    std::fill(rows, rows + 3 * padded_, 0.0f);
    const auto row = [&](std::int64_t h) { return rows + (h + 3) % 3 * padded_; };
    const auto load_row = [&](std::int64_t h) {
      if (h < 0 || h >= p_.input.height)
        std::fill(row(h), row(h) + padded_, 0.0f);
      else
        std::copy(x + h * width, x + h * width + width, row(h) + left_);
    };
    load_row(-top_);
    load_row(1 - top_);
    for (std::int64_t h = 0; h < out_.height; ++h) {
      load_row(h + 2 - top_);
      const float* const under[3] = {row(h - top_), row(h + 1 - top_), row(h + 2 - top_)};
      body(h, under);
    }
  }

  Conv2dParams p_;
  Image out_;
  std::int64_t top_ = 0, left_ = 0, padded_, values_;
  std::vector<float> taps_;     // [10, filters]: nine taps and the bias
  std::vector<float> scratch_;  // for each item, three padded rows and one row's sums
  std::vector<double> sums_;    // [items, 10, filters]: nine taps and the plain sum
};

}  // namespace

bool one_channel_supports(const Conv2dParams& p) {
  return p.input.channels == 1 && p.kernel_height == 3 && p.kernel_width == 3 &&
         p.stride_height == 1 && p.stride_width == 1 && p.filters % 16 == 0 && !p.input_gradient;
}

std::unique_ptr<Conv2d> make_one_channel_conv2d(const Conv2dParams& p) {
  return std::make_unique<OneChannelConv2d>(p);
}

}  // namespace canopy::cpu
