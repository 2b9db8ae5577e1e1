// The first pass of batch normalisation in training: each channel's mean and variance.
// Bytes moved: 4 per element of x, and 16 per channel and part between the kernels.
#include <algorithm>

#include "cuda/norm.h"
#include "cuda/reduce.h"

namespace canopy::cuda {
namespace {

constexpr std::uint32_t pixels_per_load = 4;  // per thread

/// The mean and the squared deviations of each channel over blockIdx.x's part. A thread adds up
/// d = x - shift and d * d, where shift is its own first value, so a mean far from zero costs no
/// precision. Since shift is one of the values added, cancellation multiplies the rounding error at
/// most by the number of a thread's values (256), even if shift is far from all others. All further
/// sums are in double.
template <int lanes>
__global__ void __launch_bounds__(block_threads, 3)
    norm_moments(std::uint32_t pixels, int channels, NormParts parts, const float* __restrict__ x,
                 NormPartial* partial) {
  const int channel = channel_of_thread<lanes>();
  const auto first = static_cast<std::uint32_t>(blockIdx.x * parts.size);
  const auto size = static_cast<std::uint32_t>(parts.size);
  const std::uint32_t last = pixels - first < size ? pixels : first + size;
  Vector<lanes> shift = {}, sum = {}, squares = {};
  double count = 0;
  if (channel < channels && first + threadIdx.y < last) {
    const std::uint32_t begin = first + threadIdx.y;
    shift = load<lanes>(x + static_cast<std::int64_t>(begin) * channels + channel);
    count = (last - begin + blockDim.y - 1) / blockDim.y;
    for (std::uint32_t pixel = begin; pixel < last; pixel += pixels_per_load * blockDim.y) {
      Vector<lanes> v[pixels_per_load];  // all loads are in flight before the first value is used
      for (std::uint32_t k = 0; k < pixels_per_load; ++k) {
        const std::uint32_t at = pixel + k * blockDim.y;
        v[k] = at < last ? load<lanes>(x + static_cast<std::int64_t>(at) * channels + channel)
                         : shift;  // adds nothing
      }
      for (std::uint32_t k = 0; k < pixels_per_load; ++k)
        for (int l = 0; l < lanes; ++l) {
          const float d = v[k].at[l] - shift.at[l];
          sum.at[l] += d;
          squares.at[l] += d * d;
        }
    }
  }
  double mean[lanes], deviations[lanes];
  for (int l = 0; l < lanes; ++l)
    mean[l] = count * static_cast<double>(shift.at[l]) + static_cast<double>(sum.at[l]);
  column_sums(mean);
  for (int l = 0; l < lanes; ++l) {
    mean[l] /= last - first;
    const double apart = static_cast<double>(shift.at[l]) - mean[l];
    deviations[l] = static_cast<double>(squares.at[l]) +
                    apart * (2 * static_cast<double>(sum.at[l]) + count * apart);
  }
  column_sums(deviations);
  if (channel >= channels || threadIdx.y > 0) return;
  for (int l = 0; l < lanes; ++l)
    partial[(channel + l) * parts.max_parts + blockIdx.x] = {mean[l], deviations[l]};
}

/// Combines the parts of blockIdx.x's channel and writes its statistics and running averages.
__global__ void __launch_bounds__(block_threads)
    norm_finish_moments(std::int64_t pixels, NormParts parts, const NormPartial* partial,
                        double epsilon, double momentum, BatchNormState s) {
  const NormPartial* mine = partial + blockIdx.x * parts.max_parts;
  const auto size = [&](std::int64_t part) {
    const std::int64_t rest = pixels - part * parts.size;
    return static_cast<double>(rest < parts.size ? rest : parts.size);
  };
  double mean = 0, deviations = 0;
  for (std::int64_t part = threadIdx.x; part * parts.size < pixels; part += blockDim.x)
    mean += size(part) * mine[part].first;
  mean = block_sum(mean) / static_cast<double>(pixels);
  for (std::int64_t part = threadIdx.x; part * parts.size < pixels; part += blockDim.x) {
    const double apart = mine[part].first - mean;
    deviations += mine[part].second + size(part) * apart * apart;
  }
  deviations = block_sum(deviations);
  if (threadIdx.x > 0) return;
  const auto c = blockIdx.x;
  const auto blend = [&](float& running, double batch) {
    running = static_cast<float>((1 - momentum) * static_cast<double>(running) + momentum * batch);
  };
  blend(s.running_mean[c], mean);
  blend(s.running_var[c], deviations / static_cast<double>(pixels > 1 ? pixels - 1 : 1));
  s.mean[c] = static_cast<float>(mean);
  s.inv_std[c] = static_cast<float>(1 / sqrt(deviations / static_cast<double>(pixels) + epsilon));
}

}  // namespace

void norm_statistics(Stream& stream, const NormParams& p, std::int64_t pixels,
                     const NormParts& parts, const float* x, const BatchNormState& s,
                     NormPartial* partial) {
  const Columns columns(p.input.channels, aligned(x));
  const int channels = static_cast<int>(p.input.channels);
  with_lanes(columns, [&](auto lanes) {
    launch(stream, columns.launch("norm_moments", parts.of(pixels)), norm_moments<lanes()>, pixels,
           channels, parts, x, partial);
  });
  launch(stream, parts.finish("norm_finish_moments", channels, pixels), norm_finish_moments, pixels,
         parts, partial, p.epsilon, p.momentum, s);
}

}  // namespace canopy::cuda
