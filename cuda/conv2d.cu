// Convolution + bias + activation. cuDNN computes the convolution (dnn.h); bias and activation are
// separate passes over the output, whose cost is described in bias_activation.cu: forward 8 bytes
// per value, backward 12. For the reference network's second layer, batch 16 (96 M values), that is
// 0.23 ms and 0.35 ms at 3.35 TB/s. First layers have their own kernels (one_channel.cu).
//
// `same` padding with an odd number of zeros has one more zero on the right or bottom than on the
// left or top, which cuDNN does not support. The image is then copied into a larger one with the
// zeros (8 bytes per value), and its gradient is copied out of the larger one's gradient.
//
// With bf16, cuDNN's operands are rounded in advance (dnn.h): x and the kernel in copies, dy in
// place. This moves 8 bytes per value, twice for x, and needs memory for one more batch of images.
// The kernels for first layers compute in float32 at any precision.
#include "ops/conv2d.h"

#include <algorithm>

#include "cuda/backend.h"
#include "cuda/bias_activation.h"
#include "cuda/dnn.h"
#include "cuda/launch.h"
#include "cuda/one_channel.h"
#include "cuda/vector.h"

namespace canopy::cuda {
namespace {

/// Where a small image is in a large one: an item has `rows` rows of `row` floats.
struct Inset {
  std::int64_t rows, row, large_rows, large_row;  // of one item
  std::int64_t above, before;                     // rows above and floats before the small image
};

/// large = small surrounded by zeros; one thread per element of large.
__global__ void pad_images(std::int64_t count, Inset at, const float* small, float* large) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const std::int64_t line = i / at.large_row, item = line / at.large_rows;
  const std::int64_t row = line - item * at.large_rows - at.above;
  const std::int64_t column = i - line * at.large_row - at.before;
  const bool inside = row >= 0 && row < at.rows && column >= 0 && column < at.row;
  large[i] = inside ? small[(item * at.rows + row) * at.row + column] : 0.0f;
}

/// small = its part of large; one thread per element of small.
__global__ void crop_images(std::int64_t count, Inset at, const float* large, float* small) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const std::int64_t line = i / at.row, item = line / at.rows;
  const std::int64_t row = line - item * at.rows + at.above;
  const std::int64_t column = i - line * at.row + at.before;
  small[i] = large[(item * at.large_rows + row) * at.large_row + column];
}

/// to = from rounded to bf16, four values per thread; to may be from.
__global__ void round_to_bf16(std::int64_t count, bool vectors, const float* from, float* to) {
  const Group g = group_of_thread(count, vectors);
  if (g.count > 0) store(to, g, rounded(load(from, g), Precision::bf16));
}

/// The number of zeros that `same` padding adds in one dimension, before and after the pixels.
std::int64_t zeros_around(std::int64_t in, std::int64_t out, int kernel, int stride) {
  return std::max<std::int64_t>((out - 1) * stride + kernel - in, 0);
}

class CudaConv2d final : public Conv2d {
 public:
  CudaConv2d(CudaBackend& backend, const Conv2dParams& p)
      : p_(p),
        out_(p.output()),
        bias_activation_(backend, p.max_items * out_.height * out_.width, p.filters, p.bias,
                         p.activation) {
    Conv2dParams product = p;
    if (p.padding == Padding::same) {
      const std::int64_t high =
          zeros_around(p.input.height, out_.height, p.kernel_height, p.stride_height);
      const std::int64_t wide =
          zeros_around(p.input.width, out_.width, p.kernel_width, p.stride_width);
      if (high % 2 != 0 || wide % 2 != 0) {
        const Image& in = p.input;
        product.input = {in.height + high, in.width + wide, in.channels};
        product.padding = Padding::valid;
        inset_ = {in.height,
                  in.width * in.channels,
                  product.input.height,
                  product.input.width * in.channels,
                  high / 2,
                  wide / 2 * in.channels};
        padded_size_ = product.input.size();
        padded_ = allocate_floats(backend, p.max_items * padded_size_);
      }
    }
    convolution_ = make_convolution(backend, product, backend.options());
    if (backend.options().precision != Precision::bf16) return;
    if (!padded_) rounded_x_ = allocate_floats(backend, p.max_items * p.input.size());
    rounded_kernel_ = allocate_floats(backend, p.kernel_size());
  }

  void prepare(int n) override {
    check_items(p_, n);
    convolution_->prepare(n);
  }

  void forward(Stream& stream, int n, const float* x, const float* kernel, const float* bias,
               float* y) override {
    check_items(p_, n);
    convolution_->forward(stream, n, image(stream, n, x), rounded_kernel(stream, kernel), y);
    bias_activation_.forward(stream, rows(n), bias, y);
  }

  // Only the activation's gradient reads y, before anything is written to dx.
  bool input_gradient_may_replace_output() const override { return true; }

  void backward(Stream& stream, int n, const Conv2dGradients& g) override {
    check_items(p_, n);
    bias_activation_.backward(stream, rows(n), g.y, g.dy, g.dbias);
    if (rounded_kernel_) round(stream, n * out_.size(), g.dy, g.dy);
    convolution_->backward_kernel(stream, n, image(stream, n, g.x), g.dy, g.dkernel);
    if (!p_.input_gradient) return;
    const float* kernel = rounded_kernel(stream, g.kernel);
    if (!padded_) return convolution_->backward_input(stream, n, kernel, g.dy, g.dx);
    convolution_->backward_input(stream, n, kernel, g.dy, padded_.floats());
    const std::int64_t count = n * p_.input.size();
    launch(stream, over("crop_images", count), crop_images, count, inset_, padded_.floats(), g.dx);
  }

 private:
  std::int64_t rows(int n) const { return n * out_.height * out_.width; }

  /// x as cuDNN needs it: padded with zeros and rounded if necessary.
  const float* image(Stream& stream, int n, const float* x) const {
    if (!padded_) {
      if (!rounded_x_) return x;
      round(stream, n * p_.input.size(), x, rounded_x_.floats());
      return rounded_x_.floats();
    }
    const std::int64_t count = n * padded_size_;
    launch(stream, over("pad_images", count), pad_images, count, inset_, x, padded_.floats());
    if (rounded_kernel_) round(stream, count, padded_.floats(), padded_.floats());
    return padded_.floats();
  }
  const float* rounded_kernel(Stream& stream, const float* kernel) const {
    if (!rounded_kernel_) return kernel;
    round(stream, p_.kernel_size(), kernel, rounded_kernel_.floats());
    return rounded_kernel_.floats();
  }
  static void round(Stream& stream, std::int64_t count, const float* from, float* to) {
    launch(stream, over_groups("round_to_bf16", count), round_to_bf16, count, aligned(from, to),
           from, to);
  }

  Conv2dParams p_;
  Image out_;
  BiasActivation bias_activation_;
  std::unique_ptr<Convolution> convolution_;
  Inset inset_{};
  std::int64_t padded_size_ = 0;
  Buffer padded_;                      // empty if no copy is needed
  Buffer rounded_x_, rounded_kernel_;  // empty if no rounding is needed
};

}  // namespace

std::unique_ptr<Conv2d> CudaBackend::make_conv2d(const Conv2dParams& p) {
  check_conv2d(p);
  if (one_channel_supports(p)) return make_one_channel_conv2d(*this, p);
  return std::make_unique<CudaConv2d>(*this, p);
}

}  // namespace canopy::cuda
