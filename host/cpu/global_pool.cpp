#include "ops/global_pool.h"

#include <algorithm>

#include "cpu/backend.h"
#include "cpu/parallel.h"

namespace canopy::cpu {
namespace {

class CpuGlobalPool final : public GlobalPool {
 public:
  explicit CpuGlobalPool(const GlobalPoolParams& p)
      : p_(p),
        channels_(p.input.channels),
        pixels_(p.input.height * p.input.width),
        scale_(1.0f / static_cast<float>(pixels_)) {}

  void forward(Stream&, int n, const float* x, float* y) override {
    check_items(p_, n);
    parallel_parts(n, [&](std::int64_t item) {
      const float* pixel = x + item * pixels_ * channels_;
      float* mean = y + item * channels_;
      // Partial sums over at most `row` pixels keep the rounding error small.
      constexpr std::int64_t row = 256, strip = 64;
      for (std::int64_t c0 = 0; c0 < channels_; c0 += strip) {
        const std::int64_t count = std::min(strip, channels_ - c0);
        double total[strip] = {};
        for (std::int64_t first = 0; first < pixels_; first += row) {
          float partial[strip] = {};
          const std::int64_t last = std::min(pixels_, first + row);
          for (std::int64_t i = first; i < last; ++i)
            for (std::int64_t c = 0; c < count; ++c) partial[c] += pixel[i * channels_ + c0 + c];
          for (std::int64_t c = 0; c < count; ++c) total[c] += static_cast<double>(partial[c]);
        }
        for (std::int64_t c = 0; c < count; ++c)
          mean[c0 + c] = static_cast<float>(total[c] / static_cast<double>(pixels_));
      }
    });
  }

  void backward(Stream&, int n, const float* dy, float* dx) override {
    check_items(p_, n);
    parallel_parts(n, [&](std::int64_t item) {
      const float* from = dy + item * channels_;
      float* pixel = dx + item * pixels_ * channels_;
      for (std::int64_t i = 0; i < pixels_; ++i, pixel += channels_)
        for (std::int64_t c = 0; c < channels_; ++c) pixel[c] = from[c] * scale_;
    });
  }

 private:
  GlobalPoolParams p_;
  std::int64_t channels_, pixels_;
  float scale_;
};

}  // namespace

std::unique_ptr<GlobalPool> CpuBackend::make_global_pool(const GlobalPoolParams& p) {
  check_global_pool(p);
  return std::make_unique<CpuGlobalPool>(p);
}

}  // namespace canopy::cpu
