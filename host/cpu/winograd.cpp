#include "cpu/winograd.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "cpu/activation_passes.h"
#include "cpu/parallel.h"
#include "cpu/scratch.h"
#include "cpu/simd/table.h"

namespace canopy::cpu {
namespace {

// Tiles processed together, so that their transforms stay in the L2 cache. All numbers from 12 to
// 96 were within 3 % of one another when measured.
constexpr std::int64_t chunk_tiles = 48;
// Parts of the batch whose kernel gradients are summed separately, for any thread count.
constexpr std::int64_t max_parts = 16;
// From this many sums per part on, half as many parts, because adding them up would take too long.
constexpr std::int64_t many_sums = 1 << 16;

std::int64_t divide_up(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

/// G g G^T of one kernel plane: g[3 * 3] with `step` floats between, u[16] with `stride` between.
void transform_kernel(const float* g, std::int64_t step, bool flipped, float* u,
                      std::int64_t stride) {
  float half[4][3];
  for (int j = 0; j < 3; ++j) {
    const auto at = [&](int i) { return g[(flipped ? 8 - (i * 3 + j) : i * 3 + j) * step]; };
    const float a = at(0), b = at(1), c = at(2);
    half[0][j] = a;
    half[1][j] = 0.5f * (a + b + c);
    half[2][j] = 0.5f * (a - b + c);
    half[3][j] = c;
  }
  for (int i = 0; i < 4; ++i) {
    const float a = half[i][0], b = half[i][1], c = half[i][2];
    float* to = u + i * 4 * stride;
    to[0] = a;
    to[stride] = 0.5f * (a + b + c);
    to[2 * stride] = 0.5f * (a - b + c);
    to[3 * stride] = c;
  }
}

/// G^T s G: back from 16 positions to the 3 x 3 gradient.
void kernel_gradient(const double* s, float* g, std::int64_t step) {
  double half[3][4];
  for (int j = 0; j < 4; ++j) {
    const double a = s[j], b = s[4 + j], c = s[8 + j], d = s[12 + j];
    half[0][j] = a + 0.5 * (b + c);
    half[1][j] = 0.5 * (b - c);
    half[2][j] = 0.5 * (b + c) + d;
  }
  for (int i = 0; i < 3; ++i) {
    const double a = half[i][0], b = half[i][1], c = half[i][2], d = half[i][3];
    g[(i * 3 + 0) * step] = static_cast<float>(a + 0.5 * (b + c));
    g[(i * 3 + 1) * step] = static_cast<float>(0.5 * (b - c));
    g[(i * 3 + 2) * step] = static_cast<float>(0.5 * (b + c) + d);
  }
}

class WinogradConv2d final : public Conv2d {
 public:
  explicit WinogradConv2d(const Conv2dParams& p)
      : p_(p), out_(p.output()), channels_(p.input.channels), filters_(p.filters) {
    if (p.padding == Padding::same) {
      top_ = std::max<std::int64_t>(0, out_.height + 2 - p.input.height) / 2;
      left_ = std::max<std::int64_t>(0, out_.width + 2 - p.input.width) / 2;
    }
    const auto size = [](std::int64_t floats) { return static_cast<std::size_t>(floats); };
    kernel_.resize(size(16 * channels_ * filters_));
    scratch_floats_ = 16 * (simd::winograd_stride(chunk_tiles, channels_) +
                            simd::winograd_stride(chunk_tiles, filters_)) +
                      16 * std::max(channels_, filters_) + filters_;
    const bool many = 16 * channels_ * filters_ >= many_sums;
    parts_ = many ? max_parts / 2 : max_parts;
    sums_.resize(size(parts_ * 16 * channels_ * filters_));
    bias_sums_.resize(size(parts_ * filters_));
  }

  void prepare(int n) override { check_items(p_, n); }

  void forward(Stream&, int n, const float* x, const float* kernel, const float* bias,
               float* y) override {
    check_items(p_, n);
    parallel_range(filters_, 4, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t f = begin; f < end; ++f)
        for (std::int64_t c = 0; c < channels_; ++c)
          transform_kernel(kernel + f * 9 * channels_ + c, channels_, false,
                           kernel_.data() + c * filters_ + f, channels_ * filters_);
    });
    const bool relu = p_.activation == Activation::relu;
    correlate(n, x, nullptr, p_.input, top_, left_, y, out_, p_.bias ? bias : nullptr, relu);
    if (!relu) activate_in_place(p_.activation, n * out_.size(), y);
  }

  void backward(Stream&, int n, const Conv2dGradients& g) override {
    check_items(p_, n);
    const float* mask = p_.activation == Activation::relu ? g.y : nullptr;
    if (!mask) apply_slope(p_.activation, n * out_.size(), g.y, g.dy);
    kernel_gradients(n, g, mask);
    if (!p_.input_gradient) return;
    // dx is the correlation of dy with the flipped kernel.
    parallel_range(filters_, 4, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t f = begin; f < end; ++f)
        for (std::int64_t c = 0; c < channels_; ++c)
          transform_kernel(g.kernel + f * 9 * channels_ + c, channels_, true,
                           kernel_.data() + f * channels_ + c, channels_ * filters_);
    });
    correlate(n, g.dy, mask, out_, 2 - top_, 2 - left_, g.dx, p_.input, nullptr, false);
  }

 private:
  /// to[n, out] = from[n, in] correlated with kernel_[16, in.channels, out.channels].
  void correlate(int n, const float* from, const float* mask, const Image& in, std::int64_t top,
                 std::int64_t left, float* to, const Image& out, const float* bias, bool relu) {
    const auto& simd = simd::table();
    const std::int64_t tiles_wide = divide_up(out.width, 2);
    const std::int64_t tiles = divide_up(out.height, 2) * tiles_wide;
    const std::int64_t chunks = divide_up(tiles, chunk_tiles);
    parallel_parts(n * chunks, [&](std::int64_t part) {
      const std::int64_t item = part / chunks, first = part % chunks * chunk_tiles;
      const std::int64_t count = std::min(chunk_tiles, tiles - first);
      const std::int64_t offset = item * in.size();
      const simd::WinogradImage image{from + offset, mask ? mask + offset : nullptr,
                                      in.height,     in.width,
                                      in.channels,   top,
                                      left,          tiles_wide};
      float* v = thread_scratch(scratch_floats_);
      float* m = v + 16 * simd::winograd_stride(chunk_tiles, in.channels);
      float* patch = m + 16 * simd::winograd_stride(chunk_tiles, out.channels);
      simd.winograd_input(image, first, count, patch, v);
      simd.winograd_multiply(count, in.channels, out.channels, v, kernel_.data(), m);
      simd.winograd_output(
          {to + item * out.size(), out.height, out.width, out.channels, tiles_wide, bias, relu},
          first, count, m);
    });
  }

  void kernel_gradients(int n, const Conv2dGradients& g, const float* mask) {
    const std::int64_t plane = channels_ * filters_;
    const std::int64_t tiles = divide_up(out_.height, 2) * divide_up(out_.width, 2);
    const std::int64_t chunks = divide_up(tiles, chunk_tiles);
    const std::int64_t parts = std::min(n * chunks, parts_);
    parallel_parts(parts, [&](std::int64_t part) {
      float* sums = sums_.data() + part * 16 * plane;
      double* bias_sums = bias_sums_.data() + part * filters_;
      std::fill(sums, sums + 16 * plane, 0.0f);
      std::fill(bias_sums, bias_sums + filters_, 0.0);
      for (std::int64_t i = n * chunks * part / parts; i < n * chunks * (part + 1) / parts; ++i) {
        const std::int64_t item = i / chunks, first = i % chunks * chunk_tiles;
        add_tiles(first, std::min(chunk_tiles, tiles - first), g.x + item * p_.input.size(),
                  g.dy + item * out_.size(), mask ? mask + item * out_.size() : nullptr, sums,
                  bias_sums);
      }
    });
    parallel_parts(channels_ / 16 * (filters_ / 16), [&](std::int64_t block) {
      gather(parts, block / (filters_ / 16) * 16, block % (filters_ / 16) * 16, g.dkernel);
    });
    if (!p_.bias) return;
    for (std::int64_t f = 0; f < filters_; ++f) {
      double sum = 0;
      for (std::int64_t part = 0; part < parts; ++part)
        sum += bias_sums_[static_cast<std::size_t>(part * filters_ + f)];
      g.dbias[f] = static_cast<float>(sum);
    }
  }

  /// The kernel gradient of 16 channels x 16 filters from the parts' sums.
  void gather(std::int64_t parts, std::int64_t channel, std::int64_t filter, float* dkernel) const {
    const std::int64_t plane = channels_ * filters_;
    for (std::int64_t c = channel; c < channel + 16; ++c) {
      double s[16][16] = {};  // [position][filter]
      for (std::int64_t part = 0; part < parts; ++part)
        for (std::int64_t i = 0; i < 16; ++i) {
          const float* from = sums_.data() + (part * 16 + i) * plane + c * filters_ + filter;
          for (int f = 0; f < 16; ++f) s[i][f] += static_cast<double>(from[f]);
        }
      for (int f = 0; f < 16; ++f) {
        double one[16];
        for (int i = 0; i < 16; ++i) one[i] = s[i][f];
        kernel_gradient(one, dkernel + (filter + f) * 9 * channels_ + c, channels_);
      }
    }
  }

  /// Adds the contribution of `count` tiles of one item to sums[16, channels, filters] and
  /// bias_sums[filters].
  void add_tiles(std::int64_t first, std::int64_t count, const float* x, const float* dy,
                 const float* mask, float* sums, double* bias_sums) const {
    const auto& simd = simd::table();
    const std::int64_t tiles_wide = divide_up(out_.width, 2);
    const simd::WinogradImage in{x,         nullptr, p_.input.height, p_.input.width,
                                 channels_, top_,    left_,           tiles_wide};
    const simd::WinogradImage out{dy, mask, out_.height, out_.width, filters_, 0, 0, tiles_wide};
    float* v = thread_scratch(scratch_floats_);
    float* z = v + 16 * simd::winograd_stride(chunk_tiles, channels_);
    float* patch = z + 16 * simd::winograd_stride(chunk_tiles, filters_);
    float* pixel_sums = patch + 16 * std::max(channels_, filters_);
    std::fill(pixel_sums, pixel_sums + filters_, 0.0f);
    simd.winograd_input(in, first, count, patch, v);
    simd.winograd_gradient(out, first, count, patch, z, pixel_sums);
    simd.winograd_accumulate(count, channels_, filters_, v, z, sums);
    for (std::int64_t f = 0; f < filters_; ++f) bias_sums[f] += static_cast<double>(pixel_sums[f]);
  }

  Conv2dParams p_;
  Image out_;
  std::int64_t channels_, filters_, top_ = 0, left_ = 0, parts_ = 1, scratch_floats_ = 0;
  std::vector<float> kernel_;      // transformed, [16, from, to]
  std::vector<float> sums_;        // transformed kernel gradients, [parts, 16, channels, filters]
  std::vector<double> bias_sums_;  // [parts, filters]
};

}  // namespace

bool winograd_supports(const Conv2dParams& p) {
  return p.kernel_height == 3 && p.kernel_width == 3 && p.stride_height == 1 &&
         p.stride_width == 1 && p.input.channels % 16 == 0 && p.filters % 16 == 0 &&
         std::strcmp(simd::isa_name(), "baseline") != 0;
}

std::unique_ptr<Conv2d> make_winograd_conv2d(const Conv2dParams& p) {
  return std::make_unique<WinogradConv2d>(p);
}

}  // namespace canopy::cpu
