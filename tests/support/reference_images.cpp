#include "support/reference_images.h"

#include <algorithm>
#include <cmath>

namespace canopy::test {
namespace {

std::size_t at(const Image& image, std::int64_t item, std::int64_t h, std::int64_t w,
               std::int64_t c) {
  return static_cast<std::size_t>(((item * image.height + h) * image.width + w) * image.channels +
                                  c);
}

/// Visits every product of a convolution: visit(input index, kernel index, output index).
template <class Visit>
void each_product(const Conv2dParams& p, int n, const Visit& visit) {
  const Image in = p.input, out = p.output();
  const auto before = [&](std::int64_t size, std::int64_t count, int kernel, int stride) {
    if (p.padding == Padding::valid) return std::int64_t{0};
    return std::max<std::int64_t>(0, (count - 1) * stride + kernel - size) / 2;
  };
  const std::int64_t top = before(in.height, out.height, p.kernel_height, p.stride_height);
  const std::int64_t left = before(in.width, out.width, p.kernel_width, p.stride_width);
  const Image window{p.kernel_height, p.kernel_width, in.channels};
  for (int item = 0; item < n; ++item)
    for (std::int64_t oh = 0; oh < out.height; ++oh)
      for (std::int64_t ow = 0; ow < out.width; ++ow)
        for (std::int64_t kh = 0; kh < p.kernel_height; ++kh)
          for (std::int64_t kw = 0; kw < p.kernel_width; ++kw) {
            const std::int64_t h = oh * p.stride_height + kh - top;
            const std::int64_t w = ow * p.stride_width + kw - left;
            if (h < 0 || h >= in.height || w < 0 || w >= in.width) continue;
            for (std::int64_t f = 0; f < p.filters; ++f)
              for (std::int64_t c = 0; c < in.channels; ++c)
                visit(at(in, item, h, w, c), at(window, f, kh, kw, c), at(out, item, oh, ow, f));
          }
}

/// x * kernel + bias, before the activation.
Doubles linear_conv(const Conv2dParams& p, int n, const Doubles& x, const Doubles& kernel,
                    const Doubles& bias) {
  const auto filters = static_cast<std::size_t>(p.filters);
  Doubles y(static_cast<std::size_t>(n * p.output().size()));
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = bias.empty() ? 0 : bias[i % filters];
  each_product(
      p, n, [&](std::size_t in, std::size_t k, std::size_t out) { y[out] += x[in] * kernel[k]; });
  return y;
}

/// Visits the windows of a pooling: visit(output index, indices into x).
template <class Visit>
void each_window(const Pool2dParams& p, int n, const Visit& visit) {
  const Image in = p.input, out = p.output();
  for (int item = 0; item < n; ++item)
    for (std::int64_t oh = 0; oh < out.height; ++oh)
      for (std::int64_t ow = 0; ow < out.width; ++ow)
        for (std::int64_t c = 0; c < in.channels; ++c) {
          std::vector<std::size_t> places;
          for (std::int64_t i = 0; i < p.height; ++i)
            for (std::int64_t j = 0; j < p.width; ++j)
              places.push_back(at(in, item, oh * p.stride_height + i, ow * p.stride_width + j, c));
          visit(at(out, item, oh, ow, c), places);
        }
}

}  // namespace

double reference_activation(Activation a, double x) {
  if (a == Activation::relu) return std::max(0.0, x);
  if (a == Activation::sigmoid) return 1 / (1 + std::exp(-x));
  if (a == Activation::tanh) return std::tanh(x);
  return x;
}

double reference_slope(Activation a, double x) {
  const double y = reference_activation(a, x);
  if (a == Activation::relu) return x > 0 ? 1 : 0;
  if (a == Activation::sigmoid) return y * (1 - y);
  if (a == Activation::tanh) return 1 - y * y;
  return 1;
}

Doubles reference_conv(const Conv2dParams& p, int n, const Doubles& x, const Doubles& kernel,
                       const Doubles& bias) {
  Doubles y = linear_conv(p, n, x, kernel, bias);
  for (double& v : y) v = reference_activation(p.activation, v);
  return y;
}

ConvReference reference_conv_gradients(const Conv2dParams& p, int n, const Doubles& x,
                                       const Doubles& kernel, const Doubles& bias,
                                       const Doubles& dy) {
  ConvReference r;
  Doubles dz = dy;
  r.y = linear_conv(p, n, x, kernel, bias);
  r.dbias.assign(static_cast<std::size_t>(p.filters), 0);
  for (std::size_t i = 0; i < dz.size(); ++i) {
    dz[i] *= reference_slope(p.activation, r.y[i]);
    r.y[i] = reference_activation(p.activation, r.y[i]);
    r.dbias[i % r.dbias.size()] += dz[i];
  }
  r.dkernel.assign(kernel.size(), 0);
  r.dx.assign(x.size(), 0);
  each_product(p, n, [&](std::size_t in, std::size_t k, std::size_t out) {
    r.dkernel[k] += x[in] * dz[out];
    r.dx[in] += kernel[k] * dz[out];
  });
  return r;
}

Doubles reference_pool(const Pool2dParams& p, int n, const Doubles& x) {
  Doubles y(static_cast<std::size_t>(n * p.output().size()));
  each_window(p, n, [&](std::size_t out, const std::vector<std::size_t>& places) {
    double largest = x[places[0]], sum = 0;
    for (std::size_t i : places) {
      largest = std::max(largest, x[i]);
      sum += x[i];
    }
    y[out] = p.kind == PoolKind::max ? largest : sum / static_cast<double>(places.size());
  });
  return y;
}

Doubles reference_pool_gradient(const Pool2dParams& p, int n, const Doubles& x, const Doubles& dy) {
  Doubles dx(x.size(), 0);
  each_window(p, n, [&](std::size_t out, const std::vector<std::size_t>& places) {
    std::size_t first = places[0];
    for (std::size_t i : places) {
      if (x[i] > x[first]) first = i;
      if (p.kind == PoolKind::average) dx[i] += dy[out] / static_cast<double>(places.size());
    }
    if (p.kind == PoolKind::max) dx[first] += dy[out];
  });
  return dx;
}

Moments reference_moments(int n, const Image& image, const Doubles& x) {
  const auto channels = static_cast<std::size_t>(image.channels);
  const auto count = static_cast<double>(n * image.height * image.width);
  Moments m{Doubles(channels, 0), Doubles(channels, 0)};
  for (std::size_t i = 0; i < x.size(); ++i) m.mean[i % channels] += x[i] / count;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double d = x[i] - m.mean[i % channels];
    m.variance[i % channels] += d * d / count;
  }
  return m;
}

Doubles reference_norm(int, const Image& image, const Doubles& x, const Moments& moments,
                       const Doubles& gamma, const Doubles& beta, double epsilon, bool relu) {
  const auto channels = static_cast<std::size_t>(image.channels);
  Doubles y(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t c = i % channels;
    y[i] = gamma[c] * (x[i] - moments.mean[c]) / std::sqrt(moments.variance[c] + epsilon) + beta[c];
    if (relu) y[i] = std::max(0.0, y[i]);
  }
  return y;
}

NormReference reference_norm_gradients(int n, const Image& image, const Doubles& x,
                                       const Doubles& gamma, const Doubles& dy, double epsilon) {
  // With s = 1 / sqrt(var + epsilon) and u = x - mean, y_i = gamma s u_i + beta; s depends on every
  // x through var: ds/dx_j = -s^3 u_j / count, and u_i = x_i - sum(x) / count.
  const auto channels = static_cast<std::size_t>(image.channels);
  const auto count = static_cast<double>(n * image.height * image.width);
  const Moments m = reference_moments(n, image, x);
  NormReference r{Doubles(x.size()), Doubles(channels, 0), Doubles(channels, 0)};
  Doubles s(channels), dy_u(channels, 0);
  for (std::size_t c = 0; c < channels; ++c) s[c] = 1 / std::sqrt(m.variance[c] + epsilon);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t c = i % channels;
    dy_u[c] += dy[i] * (x[i] - m.mean[c]);
    r.dbeta[c] += dy[i];
  }
  for (std::size_t c = 0; c < channels; ++c) r.dgamma[c] = dy_u[c] * s[c];
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t c = i % channels;
    const double u = x[i] - m.mean[c];
    r.dx[i] =
        gamma[c] * (s[c] * (dy[i] - r.dbeta[c] / count) - s[c] * s[c] * s[c] * u * dy_u[c] / count);
  }
  return r;
}

Doubles reference_global_pool(int n, const Image& image, const Doubles& x) {
  const auto channels = static_cast<std::size_t>(image.channels);
  const auto pixels = static_cast<std::size_t>(image.height * image.width);
  Doubles y(static_cast<std::size_t>(n) * channels, 0);
  for (std::size_t i = 0; i < x.size(); ++i)
    y[i / (pixels * channels) * channels + i % channels] += x[i] / static_cast<double>(pixels);
  return y;
}

}  // namespace canopy::test
