// Bytes moved: forward 4 per value of y (written), backward 8 (dy and y read; 4 if the activation
// is linear), and x, which is a sixteenth of that for 16 filters. Reference network's first layer,
// batch 16 (97 M values): forward 0.39 GB, 0.12 ms at 3.35 TB/s (H100); backward 0.78 GB, 0.23 ms.
// Arithmetic: 9 multiply-adds per value forward, 10 backward: 2 GFLOP, a tenth of that time.
//
// A thread has 4 filters and one column of pixels and moves down 64 rows. It keeps the 3 x 3 pixels
// of x under the window, and the taps or the gradient's sums, in registers. Each row needs three
// loads of x, most of them from the L1 cache because adjacent threads load the same pixels, and one
// of 16 bytes each from dy and y. A warp accesses 512 contiguous bytes of y.
#include "cuda/one_channel.h"

#include <algorithm>

#include "cuda/columns.h"
#include "cuda/part_sums.h"
#include "cuda/reduce.h"
#include "cuda/unroll.h"
#include "ops/math/activation.h"

namespace canopy::cuda {
namespace {

constexpr int taps = 9;
constexpr int rows_each = 64;  // per thread

/// The images of a batch, and how they are divided among blocks.
struct Strips {
  int height, width, out_height, out_width, filters;
  int zeros;           // rows and columns of padding on each side of x
  int across, strips;  // number of blocks horizontally and vertically
  Activation activation;
};

/// A thread's filters, column and rows.
template <int lanes>
struct Walker {
  int filter, column, row, end;
  bool any;
  std::int64_t item;
  const float* x;  // the item's image

  __device__ __forceinline__ Walker(const Strips& s, const float* images) {
    filter = channel_of_thread<lanes>();
    const auto block = static_cast<int>(blockIdx.x % static_cast<unsigned>(s.across));
    const unsigned strip = blockIdx.x / static_cast<unsigned>(s.across);
    column = block * static_cast<int>(blockDim.y) + static_cast<int>(threadIdx.y);
    row = static_cast<int>(strip % static_cast<unsigned>(s.strips)) * rows_each;
    end = row + rows_each < s.out_height ? row + rows_each : s.out_height;
    item = strip / static_cast<unsigned>(s.strips);
    any = filter < s.filters && column < s.out_width;
    x = images + item * s.height * s.width;
  }

  /// Loads the three pixels of row `in` of x under the window; zeros outside the image.
  __device__ __forceinline__ void load_row(const Strips& s, int in, float (&under)[3]) const {
    CANOPY_UNROLL
    for (int k = 0; k < 3; ++k) {
      const int at = column + k - s.zeros;
      const bool inside = in >= 0 && in < s.height && at >= 0 && at < s.width;
      under[k] = inside ? x[static_cast<std::int64_t>(in) * s.width + at] : 0.0f;
    }
  }

  /// Calls body(window, offset of the thread's filters at this pixel of y) for each of its rows.
  template <class Body>
  __device__ __forceinline__ void walk(const Strips& s, const Body& body) const {
    if (!any) return;
    float window[3][3];
    load_row(s, row - s.zeros, window[0]);
    load_row(s, row + 1 - s.zeros, window[1]);
    std::int64_t at = ((item * s.out_height + row) * s.out_width + column) * s.filters + filter;
    for (int h = row; h < end; ++h) {
      load_row(s, h + 2 - s.zeros, window[2]);
      body(window, at);
      CANOPY_UNROLL
      for (int k = 0; k < 3; ++k) {
        window[0][k] = window[1][k];
        window[1][k] = window[2][k];
      }
      at += static_cast<std::int64_t>(s.out_width) * s.filters;
    }
  }
};

template <int lanes>
__global__ void one_channel_forward(Strips s, const float* x, const float* kernel,
                                    const float* bias, float* y) {
  const Walker<lanes> me(s, x);
  if (!me.any) return;
  Vector<lanes> tap[taps], shift = {};
  CANOPY_UNROLL
  for (int l = 0; l < lanes; ++l) {
    if (bias) shift.at[l] = bias[me.filter + l];
    CANOPY_UNROLL
    for (int k = 0; k < taps; ++k) tap[k].at[l] = kernel[(me.filter + l) * taps + k];
  }
  me.walk(s, [&](const float(&window)[3][3], std::int64_t at) {
    Vector<lanes> sum = shift;
    CANOPY_UNROLL
    for (int k = 0; k < taps; ++k) {
      for (int l = 0; l < lanes; ++l) sum.at[l] += tap[k].at[l] * window[k / 3][k % 3];
    }
    for (int l = 0; l < lanes; ++l) sum.at[l] = math::activate(s.activation, sum.at[l]);
    store<lanes>(y + at, sum);
  });
}

/// sums[block, 10 * filters]: the block's contribution to the kernel gradient, then to the bias
/// gradient.
template <int lanes>
__global__ void one_channel_gradients(Strips s, const float* x, const float* y, const float* dy,
                                      double* sums) {
  const Walker<lanes> me(s, x);
  Vector<lanes> sum[taps + 1] = {};
  me.walk(s, [&](const float(&window)[3][3], std::int64_t at) {
    Vector<lanes> slope = load<lanes>(dy + at);
    if (s.activation != Activation::linear) {
      const Vector<lanes> value = load<lanes>(y + at);
      for (int l = 0; l < lanes; ++l)
        slope.at[l] *= math::activation_slope(s.activation, value.at[l]);
    }
    CANOPY_UNROLL
    for (int k = 0; k < taps; ++k) {
      for (int l = 0; l < lanes; ++l) sum[k].at[l] += slope.at[l] * window[k / 3][k % 3];
    }
    for (int l = 0; l < lanes; ++l) sum[taps].at[l] += slope.at[l];
  });
  double* mine = sums + static_cast<std::int64_t>(blockIdx.x) * s.filters * (taps + 1);
  CANOPY_UNROLL
  for (int k = 0; k <= taps; ++k) {
    double wide[lanes];
    for (int l = 0; l < lanes; ++l) wide[l] = static_cast<double>(sum[k].at[l]);
    column_sums(wide);
    if (me.filter >= s.filters || threadIdx.y > 0) continue;
    for (int l = 0; l < lanes; ++l)
      mine[k < taps ? (me.filter + l) * taps + k : s.filters * taps + me.filter + l] = wide[l];
  }
}

class OneChannelConv2d final : public Conv2d {
 public:
  OneChannelConv2d(Backend& backend, const Conv2dParams& p) : p_(p), out_(p.output()) {
    std::int64_t blocks = 0;
    for (const bool is_aligned : {false, true})
      blocks = std::max(blocks, this->blocks(Columns(p.filters, is_aligned), p.max_items));
    const std::int64_t values = std::int64_t{taps + 1} * p.filters;
    sums_ = backend.allocate(static_cast<std::size_t>(blocks * values) * sizeof(double));
    if (!p.bias) unused_dbias_ = allocate_floats(backend, p.filters);
  }

  void prepare(int n) override { check_items(p_, n); }

  void forward(Stream& stream, int n, const float* x, const float* kernel, const float* bias,
               float* y) override {
    check_items(p_, n);
    const Columns columns(p_.filters, aligned(y));
    with_lanes(columns, [&](auto lanes) {
      launch(stream, columns.launch("one_channel_forward", blocks(columns, n)),
             one_channel_forward<lanes.value>, strips(columns), x, kernel, p_.bias ? bias : nullptr,
             y);
    });
  }

  void backward(Stream& stream, int n, const Conv2dGradients& g) override {
    check_items(p_, n);
    const Columns columns(p_.filters, aligned(g.y, g.dy));
    double* sums = sums_.as<double>();
    with_lanes(columns, [&](auto lanes) {
      launch(stream, columns.launch("one_channel_gradients", blocks(columns, n)),
             one_channel_gradients<lanes.value>, strips(columns), g.x, g.y, g.dy, sums);
    });
    add_parts(stream, blocks(columns, n), sums, p_.kernel_size(), g.dkernel, p_.filters,
              p_.bias ? g.dbias : unused_dbias_.floats());
  }

 private:
  Strips strips(const Columns& columns) const {
    Strips s{};
    s.height = static_cast<int>(p_.input.height);
    s.width = static_cast<int>(p_.input.width);
    s.out_height = static_cast<int>(out_.height);
    s.out_width = static_cast<int>(out_.width);
    s.filters = p_.filters;
    s.zeros = p_.padding == Padding::same ? 1 : 0;
    s.across = static_cast<int>((out_.width + columns.down - 1) / columns.down);
    s.strips = static_cast<int>((out_.height + rows_each - 1) / rows_each);
    s.activation = p_.activation;
    return s;
  }
  std::int64_t blocks(const Columns& columns, int n) const {
    const Strips s = strips(columns);
    return std::int64_t{n} * s.across * s.strips;
  }

  Conv2dParams p_;
  Image out_;
  Buffer sums_;          // [blocks, 10 * filters]
  Buffer unused_dbias_;  // receives the bias gradient if there is no bias
};

}  // namespace

bool one_channel_supports(const Conv2dParams& p) {
  return p.input.channels == 1 && p.kernel_height == 3 && p.kernel_width == 3 &&
         p.stride_height == 1 && p.stride_width == 1 && !p.input_gradient;
}

std::unique_ptr<Conv2d> make_one_channel_conv2d(Backend& backend, const Conv2dParams& p) {
  return std::make_unique<OneChannelConv2d>(backend, p);
}

}  // namespace canopy::cuda
