// Batch normalisation with optional ReLU and max pooling (window = stride).
// Bytes moved, with N floats of input and W of output (W = N for a window of 1 x 1):
//   training forward   8 N + 4 W  (x for the statistics, x again, y)
//   inference forward  4 N + 4 W
//   backward          12 N + 8 W  (x and dy for the sums, x and dy again, dx)
// Between the passes, 16 bytes per channel and part are kept. The arithmetic, 2 to 10 operations
// per float, is hidden by the memory accesses.
#include "cuda/norm.h"

#include <algorithm>
#include <string>

#include "cuda/reduce.h"
#include "ops/math/activation.h"

namespace canopy::cuda {
namespace {

/// The parameters of a thread's channels.
template <int lanes>
struct Affine {
  __device__ Affine(const NormChannels& c, int channel)
      : mean(load_unaligned<lanes>(c.mean + channel)),
        scale(load_unaligned<lanes>(c.gamma + channel)),
        beta(load_unaligned<lanes>(c.beta + channel)) {
    const auto spread = load_unaligned<lanes>(c.spread + channel);
    for (int l = 0; l < lanes; ++l)
      scale.at[l] = c.is_variance ? scale.at[l] / sqrtf(spread.at[l] + c.epsilon)
                                  : scale.at[l] * spread.at[l];
  }
  Vector<lanes> mean, scale, beta;
};

/// The first maximum of a window's normalised values, its position in the window, and x - mean
/// there; NaN is kept. fixed_height, fixed_width: the window's size if known at compile time, or 0.
template <int lanes, int fixed_height, int fixed_width>
struct Largest {
  __device__ __forceinline__ Largest(const NormShape& a, const Affine<lanes>& f,
                                     const float* corner) {
    const int height = fixed_height ? fixed_height : a.height;
    const int width = fixed_width ? fixed_width : a.width;
    for (int i = 0; i < height; ++i)
      for (int j = 0; j < width; ++j) {
        const auto x = load<lanes>(corner + a.image.offset(i, j));
        for (int l = 0; l < lanes; ++l) {
          const float d = x.at[l] - f.mean.at[l];
          // explicit fmaf, so that forward and backward round the same and agree on the maximum
          const float z = fmaf(d, f.scale.at[l], f.beta.at[l]);
          if (i + j > 0 && !(z > value.at[l]) && z == z) continue;
          value.at[l] = z;
          centred.at[l] = d;
          at[l] = i * width + j;
        }
      }
  }
  Vector<lanes> value = {}, centred = {};
  int at[lanes] = {};
};

template <int fixed_height, int fixed_width>
__device__ __forceinline__ std::int64_t corner_of(const NormShape& a, std::uint32_t window) {
  if constexpr (fixed_height == 1 && fixed_width == 1)
    return static_cast<std::int64_t>(window) * a.image.channels;
  const Pixel p = a.windows.at(window);
  return a.image.offset({p.item, p.row * a.height, p.column * a.width});
}

template <int lanes, int fixed_height, int fixed_width>
__global__ void __launch_bounds__(block_threads, 3)
    norm_forward(NormShape a, NormChannels c, std::uint32_t windows, const float* __restrict__ x,
                 float* __restrict__ y) {
  const int channel = channel_of_thread<lanes>();
  if (channel >= a.image.channels) return;
  const Affine<lanes> f(c, channel);
  for (std::uint32_t w = first_pixel(); w < windows; w += pixel_step()) {
    const float* corner = x + corner_of<fixed_height, fixed_width>(a, w) + channel;
    const Largest<lanes, fixed_height, fixed_width> top(a, f, corner);
    Vector<lanes> out = top.value;
    if (a.relu)
      for (float& v : out.at) v = math::activate(Activation::relu, v);
    store(y + static_cast<std::int64_t>(w) * a.image.channels + channel, out);
  }
}

// ---- backward -----------------------------------------------------------------------------------
// dx = dz * scale + (x - mean) * slope + shift, where dz is dy at the window's first maximum (with
// ReLU only if that is above 0) and 0 elsewhere; slope and shift are computed from the sums over
// the batch.

/// The sums of dz and of dz * (x - mean) over blockIdx.x's part of the windows.
template <int lanes, int fixed_height, int fixed_width>
__global__ void __launch_bounds__(block_threads, 3)
    norm_sums(NormShape a, NormChannels c, std::uint32_t windows, NormParts parts,
              const float* __restrict__ x, const float* __restrict__ dy, NormPartial* partial) {
  const int channel = channel_of_thread<lanes>();
  const bool mine = channel < a.image.channels;
  const auto first = static_cast<std::uint32_t>(blockIdx.x * parts.size);
  const auto size = static_cast<std::uint32_t>(parts.size);
  const std::uint32_t last = windows - first < size ? windows : first + size;
  Vector<lanes> sum = {}, product = {};
  if (mine) {
    const Affine<lanes> f(c, channel);
    for (std::uint32_t w = first + threadIdx.y; w < last; w += blockDim.y) {
      const float* corner = x + corner_of<fixed_height, fixed_width>(a, w) + channel;
      const Largest<lanes, fixed_height, fixed_width> top(a, f, corner);
      auto dz = load<lanes>(dy + static_cast<std::int64_t>(w) * a.image.channels + channel);
      for (int l = 0; l < lanes; ++l) {
        if (a.relu && !(top.value.at[l] > 0)) dz.at[l] = 0;
        sum.at[l] += dz.at[l];
        product.at[l] += dz.at[l] * top.centred.at[l];
      }
    }
  }
  double sums[lanes], products[lanes];
  for (int l = 0; l < lanes; ++l) {
    sums[l] = static_cast<double>(sum.at[l]);
    products[l] = static_cast<double>(product.at[l]);
  }
  column_sums(sums);
  column_sums(products);
  if (!mine || threadIdx.y > 0) return;
  for (int l = 0; l < lanes; ++l)
    partial[(channel + l) * parts.max_parts + blockIdx.x] = {sums[l], products[l]};
}

/// Adds up the parts of blockIdx.x's channel. slopes: [2, channels], slope and shift.
__global__ void __launch_bounds__(block_threads, 3)
    norm_finish_sums(int count, double pixels, NormParts parts, const NormPartial* partial,
                     NormChannels c, float* dgamma, float* dbeta, float* slopes) {
  const NormPartial* mine = partial + blockIdx.x * parts.max_parts;
  double sum = 0, product = 0;
  for (int part = static_cast<int>(threadIdx.x); part < count;
       part += static_cast<int>(blockDim.x)) {
    sum += mine[part].first;
    product += mine[part].second;
  }
  sum = block_sum(sum);
  product = block_sum(product);
  if (threadIdx.x > 0) return;
  const auto channel = blockIdx.x;
  const double inv_std = static_cast<double>(c.spread[channel]);
  const double scale = static_cast<double>(c.gamma[channel] * c.spread[channel]);
  dbeta[channel] = static_cast<float>(sum);
  dgamma[channel] = static_cast<float>(product * inv_std);
  slopes[channel] = static_cast<float>(-scale * inv_std * inv_std * product / pixels);
  slopes[gridDim.x + channel] = static_cast<float>(-scale * sum / pixels);
}

/// A thread writes the dx of one window. Partial windows at the right and bottom edge get a
/// gradient only through the sums. dx may be dy if the window is 1 x 1.
template <int lanes, int fixed_height, int fixed_width>
__global__ void __launch_bounds__(block_threads, 3)
    norm_backward(NormShape a, NormChannels c, Pixels cells, std::uint32_t count,
                  const float* slopes, const float* __restrict__ x, const float* dy, float* dx) {
  const int channel = channel_of_thread<lanes>();
  if (channel >= a.image.channels) return;
  const Affine<lanes> f(c, channel);
  const auto slope = load_unaligned<lanes>(slopes + channel);
  const auto shift = load_unaligned<lanes>(slopes + a.image.channels + channel);
  const int height = fixed_height ? fixed_height : a.height;
  const int width = fixed_width ? fixed_width : a.width;
  for (std::uint32_t number = first_pixel(); number < count; number += pixel_step()) {
    const Pixel cell = cells.at(number);
    const int rows = a.image.rows - cell.row * height;
    const int columns = a.image.columns - cell.column * width;
    const std::int64_t corner =
        a.image.offset({cell.item, cell.row * height, cell.column * width}) + channel;
    Vector<lanes> dz = {};
    int at[lanes] = {};
    if (rows >= height && columns >= width) {
      const Largest<lanes, fixed_height, fixed_width> top(a, f, x + corner);
      dz = load<lanes>(dy + a.windows.offset(cell) + channel);
      for (int l = 0; l < lanes; ++l) {
        if (a.relu && !(top.value.at[l] > 0)) dz.at[l] = 0;
        at[l] = top.at[l];
      }
    }
    for (int i = 0; i < height; ++i)
      for (int j = 0; j < width; ++j) {
        if (i >= rows || j >= columns) continue;
        const std::int64_t place = corner + a.image.offset(i, j);
        const auto v = load<lanes>(x + place);
        Vector<lanes> d;
        for (int l = 0; l < lanes; ++l) {
          const float own = at[l] == i * width + j ? dz.at[l] * f.scale.at[l] : 0.0f;
          d.at[l] = own + fmaf(v.at[l] - f.mean.at[l], slope.at[l], shift.at[l]);
        }
        store(dx + place, d);
      }
  }
}

/// Calls body(lanes, height, width) with compile-time constants; height and width are 0 for windows
/// other than 2 x 2 and 1 x 1.
template <class Body>
void with_constants(const Columns& columns, const NormShape& a, const Body& body) {
  with_lanes(columns, [&](auto lanes) {
    if (a.height == 2 && a.width == 2)
      body(lanes, std::integral_constant<int, 2>(), std::integral_constant<int, 2>());
    else if (a.height == 1 && a.width == 1)
      body(lanes, std::integral_constant<int, 1>(), std::integral_constant<int, 1>());
    else
      body(lanes, std::integral_constant<int, 0>(), std::integral_constant<int, 0>());
  });
}

/// About 1,000 parts, which fill the largest GPUs; a thread adds up 8 to 256 values in float.
NormParts parts_of(std::int64_t max_pixels, const Columns& columns) {
  const std::int64_t down = columns.down;
  NormParts parts;
  parts.size = std::clamp((max_pixels + 1023) / 1024, 8 * down, 256 * down);
  parts.max_parts = parts.of(max_pixels);
  return parts;
}

}  // namespace

Norm::Norm(Backend& backend, const NormParams& p) : p_(p) {
  const std::int64_t channels = p.input.channels;
  const Image pooled{p.input.height / p.height, p.input.width / p.width, channels};
  shape_ = {Pixels(p.input), Pixels(pooled), p.height, p.width, p.relu};
  const Columns columns(channels, true);
  pixel_parts_ = parts_of(shape_.image.of(p.max_items), columns);
  window_parts_ = parts_of(shape_.windows.of(p.max_items), columns);
  const auto parts =
      static_cast<std::size_t>(std::max(pixel_parts_.max_parts, window_parts_.max_parts));
  partial_ = backend.allocate(static_cast<std::size_t>(channels) * parts * sizeof(NormPartial));
  slopes_ = allocate_floats(backend, 2 * channels);
}

void Norm::run_forward(Stream& stream, int n, const float* x, const NormChannels& c, float* y) {
  const std::int64_t windows = shape_.windows.of(n);
  const Columns columns(shape_.image.channels, aligned(x, y));
  with_constants(columns, shape_, [&](auto lanes, auto height, auto width) {
    launch(stream, columns.stepping("norm_forward", windows),
           norm_forward<lanes(), height(), width()>, shape_, c, windows, x, y);
  });
}

void Norm::forward_training(Stream& stream, int n, const float* x, const BatchNormState& s,
                            float* y) {
  norm_statistics(stream, p_, shape_.image.of(n), pixel_parts_, x, s, partial_.as<NormPartial>());
  run_forward(stream, n, x, {s.mean, s.gamma, s.beta, s.inv_std, 0, false}, y);
}

void Norm::forward_inference(Stream& stream, int n, const float* x, const BatchNormState& s,
                             float* y) {
  run_forward(stream, n, x, {s.running_mean, s.gamma, s.beta, s.running_var, p_.epsilon, true}, y);
}

void Norm::backward(Stream& stream, int n, const BatchNormState& s, const float* x, const float* dy,
                    float* dx, float* dgamma, float* dbeta) {
  const NormChannels c{s.mean, s.gamma, s.beta, s.inv_std, 0, false};
  const NormParts& parts = window_parts_;
  const std::int64_t windows = shape_.windows.of(n);
  auto* partial = partial_.as<NormPartial>();
  Pixels cells = shape_.image;
  cells.rows = (cells.rows + p_.height - 1) / p_.height;
  cells.columns = (cells.columns + p_.width - 1) / p_.width;
  const Columns columns(shape_.image.channels, aligned(x, dy, dx));
  with_constants(columns, shape_, [&](auto lanes, auto height, auto width) {
    launch(stream, columns.launch("norm_sums", parts.of(windows)),
           norm_sums<lanes(), height(), width()>, shape_, c, windows, parts, x, dy, partial);
    launch(stream, parts.finish("norm_finish_sums", shape_.image.channels, windows),
           norm_finish_sums, parts.of(windows), static_cast<double>(shape_.image.of(n)), parts,
           partial, c, dgamma, dbeta, slopes_.floats());
    launch(stream, columns.stepping("norm_backward", cells.of(n)),
           norm_backward<lanes(), height(), width()>, shape_, c, cells, cells.of(n),
           slopes_.floats(), x, dy, dx);
  });
}

}  // namespace canopy::cuda
