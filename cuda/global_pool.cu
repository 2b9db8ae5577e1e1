// Global average pooling.
// Bytes moved: forward 4 per element of x, backward 4 per element of dx.
#include "ops/global_pool.h"

#include "cuda/backend.h"
#include "cuda/columns.h"
#include "cuda/pixels.h"
#include "cuda/reduce.h"

namespace canopy::cuda {
namespace {

/// y[item, c] = mean of x[item, :, c]; blockIdx.x is the item. Runs of 8 pixels are added in float,
/// all other sums in double, so that a mean far from zero keeps its precision.
template <int lanes>
__global__ void __launch_bounds__(block_threads, 4)
    global_pool_forward(int pixels, int channels, const float* __restrict__ x, float* y) {
  constexpr int run = 8;
  const int channel = channel_of_thread<lanes>();
  const bool mine = channel < channels;
  const float* image = x + blockIdx.x * static_cast<std::int64_t>(pixels) * channels + channel;
  double total[lanes] = {};
  const int step = static_cast<int>(blockDim.y);
  for (int first = static_cast<int>(threadIdx.y); mine && first < pixels; first += run * step) {
    Vector<lanes> v[run] = {}, sum = {};
    for (int k = 0; k < run; ++k)
      if (first + k * step < pixels)
        v[k] = load<lanes>(image + static_cast<std::int64_t>(first + k * step) * channels);
    for (int k = 0; k < run; ++k)
      for (int l = 0; l < lanes; ++l) sum.at[l] += v[k].at[l];
    for (int l = 0; l < lanes; ++l) total[l] += static_cast<double>(sum.at[l]);
  }
  column_sums(total);
  if (!mine || threadIdx.y > 0) return;
  Vector<lanes> mean;
  for (int l = 0; l < lanes; ++l) mean.at[l] = static_cast<float>(total[l] / pixels);
  store(y + blockIdx.x * static_cast<std::int64_t>(channels) + channel, mean);
}

/// dx[item, pixel, c] = dy[item, c] * scale.
template <int lanes>
__global__ void global_pool_backward(std::uint32_t all_pixels, std::uint32_t pixels, int channels,
                                     float scale, const float* __restrict__ dy, float* dx) {
  const int channel = channel_of_thread<lanes>();
  if (channel >= channels) return;
  for (std::uint32_t pixel = first_pixel(); pixel < all_pixels; pixel += pixel_step()) {
    auto v = load<lanes>(dy + static_cast<std::int64_t>(pixel / pixels) * channels + channel);
    for (int l = 0; l < lanes; ++l) v.at[l] *= scale;
    store(dx + static_cast<std::int64_t>(pixel) * channels + channel, v);
  }
}

class CudaGlobalPool final : public GlobalPool {
 public:
  explicit CudaGlobalPool(const GlobalPoolParams& p)
      : p_(p),
        channels_(static_cast<int>(p.input.channels)),
        pixels_(static_cast<int>(p.input.height * p.input.width)) {}

  void forward(Stream& stream, int n, const float* x, float* y) override {
    check_items(p_, n);
    // With narrow blocks a warp still reads 128 contiguous bytes, and more blocks share an item.
    const Columns columns(channels_, aligned(x, y), 8);
    with_lanes(columns, [&](auto lanes) {
      launch(stream, columns.launch("global_pool_forward", n), global_pool_forward<lanes()>,
             pixels_, channels_, x, y);
    });
  }

  void backward(Stream& stream, int n, const float* dy, float* dx) override {
    check_items(p_, n);
    const std::int64_t pixels = std::int64_t{n} * pixels_;
    const Columns columns(channels_, aligned(dy, dx));
    with_lanes(columns, [&](auto lanes) {
      launch(stream, columns.stepping("global_pool_backward", pixels),
             global_pool_backward<lanes()>, pixels, pixels_, channels_,
             1.0f / static_cast<float>(pixels_), dy, dx);
    });
  }

 private:
  GlobalPoolParams p_;
  int channels_, pixels_;
};

}  // namespace

std::unique_ptr<GlobalPool> CudaBackend::make_global_pool(const GlobalPoolParams& p) {
  check_global_pool(p);
  return std::make_unique<CudaGlobalPool>(p);
}

}  // namespace canopy::cuda
