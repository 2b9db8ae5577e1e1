#include "cpu/dnnl.h"

#include <algorithm>

namespace canopy::cpu::onednn {
namespace {

using dnnl::memory;
using dnnl::prop_kind;

struct Window {
  memory::dims strides, size, before, after;
};

/// TensorFlow's rule for "same": with an odd amount of padding, the bottom and right get one more.
void pad(std::int64_t input, std::int64_t output, int kernel, int stride, Padding padding,
         Window& window) {
  const std::int64_t reach = (output - 1) * stride + kernel;
  const std::int64_t surplus =
      padding == Padding::same ? std::max<std::int64_t>(0, reach - input) : 0;
  window.before.push_back(surplus / 2);
  // Pixels that the last window does not reach are cut off by negative padding, as oneDNN expects.
  window.after.push_back(reach - input - surplus / 2);
}

Window window_of(const Conv2dParams& p) {
  const Image out = p.output();
  Window w{{p.stride_height, p.stride_width}, {p.kernel_height, p.kernel_width}, {}, {}};
  pad(p.input.height, out.height, p.kernel_height, p.stride_height, p.padding, w);
  pad(p.input.width, out.width, p.kernel_width, p.stride_width, p.padding, w);
  return w;
}

Window window_of(const Pool2dParams& p) {
  const Image out = p.output();
  Window w{{p.stride_height, p.stride_width}, {p.height, p.width}, {}, {}};
  pad(p.input.height, out.height, p.height, p.stride_height, Padding::valid, w);
  pad(p.input.width, out.width, p.width, p.stride_width, Padding::valid, w);
  return w;
}

memory::dims kernel_dims(const Conv2dParams& p) {
  return {p.filters, p.input.channels, p.kernel_height, p.kernel_width};
}

/// Everything a convolution's description needs.
struct Conv {
  Conv(const Conv2dParams& p, int n)
      : src(images(n, p.input)),
        weights(kernel_dims(p), memory::data_type::f32, memory::format_tag::any),
        bias(p.bias ? vector(p.filters) : memory::desc()),
        dst(images(n, p.output())),
        window(window_of(p)) {}
  memory::desc src, weights, bias, dst;
  Window window;
};

constexpr auto direct = dnnl::algorithm::convolution_direct;
constexpr auto average = dnnl::algorithm::pooling_avg_exclude_padding;

}  // namespace

const dnnl::engine& engine() {
  static const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
  return cpu;
}

memory::desc images(int n, const Image& image) {
  return {{n, image.channels, image.height, image.width},
          memory::data_type::f32,
          memory::format_tag::nhwc};
}

memory::desc plain_kernel(const Conv2dParams& p) {
  return {kernel_dims(p), memory::data_type::f32, memory::format_tag::ohwi};
}

memory::desc vector(std::int64_t count) {
  return {{count}, memory::data_type::f32, memory::format_tag::a};
}

memory view(const memory::desc& desc, const float* data) {
  return memory(desc, engine(), const_cast<float*>(data));
}

dnnl::convolution_forward::primitive_desc conv_forward(const Conv2dParams& p, int n) {
  const Conv c(p, n);
  const auto training = prop_kind::forward_training;
#if DNNL_VERSION_MAJOR >= 3
  return {engine(), training, direct,           c.src,           c.weights,
          c.bias,   c.dst,    c.window.strides, c.window.before, c.window.after};
#else
  return {{training, direct, c.src, c.weights, c.bias, c.dst, c.window.strides, c.window.before,
           c.window.after},
          engine()};
#endif
}

dnnl::convolution_backward_data::primitive_desc conv_backward_data(
    const Conv2dParams& p, int n, const dnnl::convolution_forward::primitive_desc& hint) {
  const Conv c(p, n);
#if DNNL_VERSION_MAJOR >= 3
  return {engine(),         direct,          c.src,          c.weights, c.dst,
          c.window.strides, c.window.before, c.window.after, hint};
#else
  return {{direct, c.src, c.weights, c.dst, c.window.strides, c.window.before, c.window.after},
          engine(),
          hint};
#endif
}

dnnl::convolution_backward_weights::primitive_desc conv_backward_weights(
    const Conv2dParams& p, int n, const dnnl::convolution_forward::primitive_desc& hint) {
  const Conv c(p, n);
#if DNNL_VERSION_MAJOR >= 3
  return {engine(), direct,           c.src,           c.weights,      c.bias,
          c.dst,    c.window.strides, c.window.before, c.window.after, hint};
#else
  return {
      {direct, c.src, c.weights, c.bias, c.dst, c.window.strides, c.window.before, c.window.after},
      engine(),
      hint};
#endif
}

dnnl::pooling_forward::primitive_desc average_forward(const Pool2dParams& p, int n) {
  const Window w = window_of(p);
  const auto training = prop_kind::forward_training;
#if DNNL_VERSION_MAJOR >= 3
  return {engine(),  training, average, images(n, p.input), images(n, p.output()),
          w.strides, w.size,   {0, 0},  w.before,           w.after};
#else
  return {{training, average, images(n, p.input), images(n, p.output()), w.strides, w.size,
           w.before, w.after},
          engine()};
#endif
}

dnnl::pooling_backward::primitive_desc average_backward(
    const Pool2dParams& p, int n, const dnnl::pooling_forward::primitive_desc& hint) {
  const Window w = window_of(p);
#if DNNL_VERSION_MAJOR >= 3
  return {engine(),
          average,
          images(n, p.input),
          images(n, p.output()),
          w.strides,
          w.size,
          {0, 0},
          w.before,
          w.after,
          hint};
#else
  return {
      {average, images(n, p.input), images(n, p.output()), w.strides, w.size, w.before, w.after},
      engine(),
      hint};
#endif
}

}  // namespace canopy::cpu::onednn
