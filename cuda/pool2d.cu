// Max and average pooling, with kernels of our own instead of cuDNN's: the op guarantees that the
// first of equal maxima gets the gradient, which cuDNN does not specify, and that NaN is kept. If
// windows overlap, the gradient is gathered in a fixed order, not scattered by atomics. Pooling is
// limited by memory bandwidth, so kernels that access every float once are fast enough.
//
// Bytes moved, with N floats of input and W of output: forward 4 N + 4 W. Backward of max pooling
// 8 N + 4 W, with overlapping windows 8 N + 8 W; of average pooling 4 N + 4 W.
#include "ops/pool2d.h"

#include "cuda/backend.h"
#include "cuda/columns.h"
#include "cuda/pixels.h"

namespace canopy::cuda {
namespace {

/// The op's shape as the kernels need it.
struct Pooling {
  Pixels image, windows;
  int height, width, stride_height, stride_width;  // of a window

  __device__ __forceinline__ std::int64_t corner(const Pixel& window) const {
    return image.offset({window.item, window.row * stride_height, window.column * stride_width});
  }
};

__device__ __forceinline__ int smaller(int a, int b) {
  return a < b ? a : b;
}

/// A window's first maximum and its position in the window; NaN is kept.
template <int lanes>
struct Largest {
  Vector<lanes> value;
  int at[lanes];
};

/// fixed_height, fixed_width: the window's size if known at compile time, or 0.
template <int lanes, int fixed_height, int fixed_width>
__device__ __forceinline__ Largest<lanes> largest(const Pooling& p, const float* corner) {
  const int height = fixed_height ? fixed_height : p.height;
  const int width = fixed_width ? fixed_width : p.width;
  Largest<lanes> top{load<lanes>(corner), {}};
  for (int i = 0; i < height; ++i)
    for (int j = 0; j < width; ++j) {
      const auto v = load<lanes>(corner + p.image.offset(i, j));
      for (int l = 0; l < lanes; ++l)
        if (v.at[l] > top.value.at[l] || v.at[l] != v.at[l]) {
          top.value.at[l] = v.at[l];
          top.at[l] = i * width + j;
        }
    }
  return top;
}

template <int lanes, int fixed_height, int fixed_width>
__global__ void __launch_bounds__(block_threads, 4)
    max_pool_forward(Pooling p, std::uint32_t windows, const float* __restrict__ x,
                     float* __restrict__ y) {
  const int channel = channel_of_thread<lanes>();
  if (channel >= p.image.channels) return;
  for (std::uint32_t w = first_pixel(); w < windows; w += pixel_step()) {
    const Pixel window = p.windows.at(w);
    const auto top = largest<lanes, fixed_height, fixed_width>(p, x + p.corner(window) + channel);
    store(y + p.windows.offset(window) + channel, top.value);
  }
}

template <int lanes>
__global__ void __launch_bounds__(block_threads, 3)
    average_pool_forward(Pooling p, std::uint32_t windows, const float* __restrict__ x,
                         float* __restrict__ y) {
  const int channel = channel_of_thread<lanes>();
  if (channel >= p.image.channels) return;
  for (std::uint32_t w = first_pixel(); w < windows; w += pixel_step()) {
    const Pixel window = p.windows.at(w);
    const float* corner = x + p.corner(window) + channel;
    Vector<lanes> sum = {};
    for (int i = 0; i < p.height; ++i)
      for (int j = 0; j < p.width; ++j) {
        const auto v = load<lanes>(corner + p.image.offset(i, j));
        for (int l = 0; l < lanes; ++l) sum.at[l] += v.at[l];
      }
    for (int l = 0; l < lanes; ++l) sum.at[l] /= static_cast<float>(p.height * p.width);
    store(y + p.windows.offset(window) + channel, sum);
  }
}

/// For windows that do not overlap. The image is divided into cells of one stride, of which the
/// last ones may be smaller. A thread searches its cell's window for the maximum again, so that y
/// need not be read, and writes the whole cell.
template <int lanes, int fixed_height, int fixed_width>
__global__ void __launch_bounds__(block_threads, 4)
    max_pool_backward_apart(Pooling p, Pixels cells, std::uint32_t count,
                            const float* __restrict__ x, const float* __restrict__ dy,
                            float* __restrict__ dx) {
  const int height = fixed_height ? fixed_height : p.height;
  const int width = fixed_width ? fixed_width : p.width;
  const int channel = channel_of_thread<lanes>();
  if (channel >= p.image.channels) return;
  for (std::uint32_t c = first_pixel(); c < count; c += pixel_step()) {
    const Pixel cell = cells.at(c);
    const std::int64_t corner = p.corner(cell) + channel;
    Largest<lanes> top = {};
    Vector<lanes> gradient = {};
    if (cell.row < p.windows.rows && cell.column < p.windows.columns) {
      top = largest<lanes, fixed_height, fixed_width>(p, x + corner);
      gradient = load<lanes>(dy + p.windows.offset(cell) + channel);
      for (int l = 0; l < lanes; ++l)
        if (top.value.at[l] != top.value.at[l]) gradient.at[l] = 0;  // NaN is no maximum
    }
    const int rows = smaller(p.stride_height, p.image.rows - cell.row * p.stride_height);
    const int columns = smaller(p.stride_width, p.image.columns - cell.column * p.stride_width);
    for (int i = 0; i < rows; ++i)
      for (int j = 0; j < columns; ++j) {
        const int number = i < height && j < width ? i * width + j : -1;
        Vector<lanes> d;
        for (int l = 0; l < lanes; ++l) d.at[l] = top.at[l] == number ? gradient.at[l] : 0.0f;
        store(dx + corner + p.image.offset(i, j), d);
      }
  }
}

/// The windows, first to last, that contain position `at` of a row or column of `windows` windows.
struct Covering {
  int first, last;
};

__device__ __forceinline__ Covering covering(int at, int size, int stride, int windows) {
  return {at < size ? 0 : (at - size) / stride + 1, smaller(at / stride, windows - 1)};
}

/// Whether no pixel of the window before (row, column) has this value.
__device__ __forceinline__ bool is_first(const Pooling& p, const float* corner, int row, int column,
                                         float value) {
  for (int i = 0; i <= row; ++i)
    for (int j = 0; j < (i < row ? p.width : column); ++j)
      if (corner[p.image.offset(i, j)] == value) return false;
  return true;
}

/// For overlapping windows. A pixel adds the gradients of the windows that contain it in a fixed
/// order, unlike atomic additions. Repeated reads come from the cache.
__global__ void __launch_bounds__(block_threads, 4)
    max_pool_backward_overlapping(Pooling p, std::uint32_t pixels, const float* __restrict__ x,
                                  const float* __restrict__ y, const float* __restrict__ dy,
                                  float* __restrict__ dx) {
  const int channel = channel_of_thread<1>();
  if (channel >= p.image.channels) return;
  for (std::uint32_t number = first_pixel(); number < pixels; number += pixel_step()) {
    const Pixel pixel = p.image.at(number);
    const Covering down = covering(pixel.row, p.height, p.stride_height, p.windows.rows);
    const Covering across = covering(pixel.column, p.width, p.stride_width, p.windows.columns);
    const std::int64_t here = p.image.offset(pixel) + channel;
    float sum = 0;
    for (int r = down.first; r <= down.last; ++r)
      for (int c = across.first; c <= across.last; ++c) {
        const Pixel window{pixel.item, r, c};
        const std::int64_t out = p.windows.offset(window) + channel;
        if (y[out] == x[here] &&
            is_first(p, x + p.corner(window) + channel, pixel.row - r * p.stride_height,
                     pixel.column - c * p.stride_width, x[here]))
          sum += dy[out];
      }
    dx[here] = sum;
  }
}

/// For overlapping windows and others. A pixel adds the gradients of the windows that contain it.
template <int lanes>
__global__ void __launch_bounds__(block_threads, 2)
    average_pool_backward(Pooling p, std::uint32_t pixels, const float* __restrict__ dy,
                          float* __restrict__ dx) {
  const int channel = channel_of_thread<lanes>();
  if (channel >= p.image.channels) return;
  for (std::uint32_t number = first_pixel(); number < pixels; number += pixel_step()) {
    const Pixel pixel = p.image.at(number);
    const Covering down = covering(pixel.row, p.height, p.stride_height, p.windows.rows);
    const Covering across = covering(pixel.column, p.width, p.stride_width, p.windows.columns);
    Vector<lanes> sum = {};
    for (int r = down.first; r <= down.last; ++r)
      for (int c = across.first; c <= across.last; ++c) {
        const auto v = load<lanes>(dy + p.windows.offset({pixel.item, r, c}) + channel);
        for (int l = 0; l < lanes; ++l) sum.at[l] += v.at[l];
      }
    for (int l = 0; l < lanes; ++l) sum.at[l] /= static_cast<float>(p.height * p.width);
    store(dx + p.image.offset(pixel) + channel, sum);
  }
}

/// Calls body(lanes, height, width) with compile-time constants; height and width are 0 except for
/// 2 x 2 windows.
template <class Body>
void with_constants(const Columns& columns, const Pooling& p, const Body& body) {
  with_lanes(columns, [&](auto lanes) {
    if (p.height == 2 && p.width == 2)
      body(lanes, std::integral_constant<int, 2>(), std::integral_constant<int, 2>());
    else
      body(lanes, std::integral_constant<int, 0>(), std::integral_constant<int, 0>());
  });
}

class CudaPool2d : public Pool2d {
 public:
  explicit CudaPool2d(const Pool2dParams& p)
      : p_(p),
        pooling_{Pixels(p.input), Pixels(p.output()), p.height,
                 p.width,         p.stride_height,    p.stride_width} {}

 protected:
  Pool2dParams p_;
  Pooling pooling_;
};

class CudaMaxPool final : public CudaPool2d {
 public:
  using CudaPool2d::CudaPool2d;

  void forward(Stream& stream, int n, const float* x, float* y) override {
    check_items(p_, n);
    const std::int64_t windows = pooling_.windows.of(n);
    const Columns columns(pooling_.image.channels, aligned(x, y));
    with_constants(columns, pooling_, [&](auto lanes, auto height, auto width) {
      launch(stream, columns.stepping("max_pool_forward", windows),
             max_pool_forward<lanes(), height(), width()>, pooling_, windows, x, y);
    });
  }

  void backward(Stream& stream, int n, const float* x, const float* y, const float* dy,
                float* dx) override {
    check_items(p_, n);
    if (pooling_.stride_height < pooling_.height || pooling_.stride_width < pooling_.width) {
      const std::int64_t pixels = pooling_.image.of(n);
      const Columns columns(pooling_.image.channels, false);
      launch(stream, columns.stepping("max_pool_backward_overlapping", pixels),
             max_pool_backward_overlapping, pooling_, pixels, x, y, dy, dx);
      return;
    }
    Pixels cells = pooling_.image;
    cells.rows = (cells.rows + pooling_.stride_height - 1) / pooling_.stride_height;
    cells.columns = (cells.columns + pooling_.stride_width - 1) / pooling_.stride_width;
    const Columns columns(cells.channels, aligned(x, dy, dx));
    with_constants(columns, pooling_, [&](auto lanes, auto height, auto width) {
      launch(stream, columns.stepping("max_pool_backward_apart", cells.of(n)),
             max_pool_backward_apart<lanes(), height(), width()>, pooling_, cells, cells.of(n), x,
             dy, dx);
    });
  }
};

class CudaAveragePool final : public CudaPool2d {
 public:
  using CudaPool2d::CudaPool2d;

  void forward(Stream& stream, int n, const float* x, float* y) override {
    check_items(p_, n);
    const std::int64_t windows = pooling_.windows.of(n);
    const Columns columns(pooling_.image.channels, aligned(x, y));
    with_lanes(columns, [&](auto lanes) {
      launch(stream, columns.stepping("average_pool_forward", windows),
             average_pool_forward<lanes()>, pooling_, windows, x, y);
    });
  }

  void backward(Stream& stream, int n, const float*, const float*, const float* dy,
                float* dx) override {
    check_items(p_, n);
    const std::int64_t pixels = pooling_.image.of(n);
    const Columns columns(pooling_.image.channels, aligned(dy, dx));
    with_lanes(columns, [&](auto lanes) {
      launch(stream, columns.stepping("average_pool_backward", pixels),
             average_pool_backward<lanes()>, pooling_, pixels, dy, dx);
    });
  }
};

}  // namespace

std::unique_ptr<Pool2d> CudaBackend::make_pool2d(const Pool2dParams& p) {
  check_pool2d(p);
  if (p.kind == PoolKind::max) return std::make_unique<CudaMaxPool>(p);
  return std::make_unique<CudaAveragePool>(p);
}

}  // namespace canopy::cuda
