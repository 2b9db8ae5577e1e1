#include "cpu/norm.h"

#include <algorithm>
#include <cmath>

#include "cpu/parallel.h"
#include "cpu/simd/table.h"

namespace canopy::cpu {
namespace {

constexpr std::int64_t block_floats = 4096;  // 16 kB: a block stays in the L1 cache
constexpr std::int64_t part_floats = 32 * block_floats;

std::int64_t divide_up(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

/// Adds a block's count, mean and squared deviations to the running ones (Chan's formula).
void join(double count, double add_count, double add_mean, double add_squares, double& mean,
          double& squares) {
  const double delta = add_mean - mean, total = count + add_count;
  mean += delta * add_count / total;
  squares += add_squares + delta * delta * count * add_count / total;
}

}  // namespace

Norm::Norm(const NormParams& p)
    : p_(p),
      channels_(p.input.channels),
      out_height_(p.input.height / p.height),
      out_width_(p.input.width / p.width) {
  // A band is a number of rows of windows of one item: the unit of parallel work.
  const std::int64_t row_floats = p.input.width * channels_ * p.height;
  band_rows_ = std::max<std::int64_t>(1, part_floats / 2 / row_floats);
  const std::int64_t bands = p.max_items * divide_up(out_height_, band_rows_);
  const std::int64_t parts = divide_up(p.max_items * p.input.size(), part_floats) + 1;
  const auto size = static_cast<std::size_t>(channels_);
  partial_.resize(static_cast<std::size_t>(std::max(bands, parts)) * 2 * size);
  block_.resize(static_cast<std::size_t>(parts) * 2 * size);
  for (std::vector<float>* v : {&scale_, &beta_, &slope_, &shift_}) v->resize(size);
}

void Norm::statistics(int n, const float* x, const BatchNormState& s) {
  const std::int64_t rows = n * p_.input.height * p_.input.width;
  const std::int64_t block_rows = std::max<std::int64_t>(16, block_floats / channels_);
  const std::int64_t part_rows = 32 * block_rows, parts = divide_up(rows, part_rows);
  const auto& simd = simd::table();
  parallel_parts(parts, [&](std::int64_t part) {
    float* block_mean = block_.data() + part * 2 * channels_;
    float* block_squares = block_mean + channels_;
    double* mean = partial_.data() + part * 2 * channels_;
    double* squares = mean + channels_;
    std::fill(mean, mean + 2 * channels_, 0.0);
    const std::int64_t first = part * part_rows, last = std::min(rows, first + part_rows);
    for (std::int64_t r = first; r < last; r += block_rows) {
      const std::int64_t count = std::min(block_rows, last - r);
      simd.moments(count, channels_, x + r * channels_, block_mean, block_squares);
      for (std::int64_t c = 0; c < channels_; ++c)
        join(static_cast<double>(r - first), static_cast<double>(count),
             static_cast<double>(block_mean[c]), static_cast<double>(block_squares[c]), mean[c],
             squares[c]);
    }
  });
  const auto count = static_cast<double>(rows);
  for (std::int64_t c = 0; c < channels_; ++c) {
    double mean = 0, squares = 0;
    for (std::int64_t part = 0; part < parts; ++part) {
      const double* p = partial_.data() + part * 2 * channels_ + c;
      const std::int64_t first = part * part_rows;
      join(static_cast<double>(first), static_cast<double>(std::min(part_rows, rows - first)), p[0],
           p[channels_], mean, squares);
    }
    const double momentum = static_cast<double>(p_.momentum);
    const auto blend = [&](float& running, double batch) {
      running =
          static_cast<float>((1 - momentum) * static_cast<double>(running) + momentum * batch);
    };
    blend(s.running_mean[c], mean);
    blend(s.running_var[c], squares / std::max(1.0, count - 1));
    s.mean[c] = static_cast<float>(mean);
    s.inv_std[c] =
        static_cast<float>(1 / std::sqrt(squares / count + static_cast<double>(p_.epsilon)));
  }
}

/// body(part, item, first window row, last) over bands of windows.
template <class Body>
void Norm::over_rows(int n, const Body& body) const {
  const std::int64_t bands = divide_up(out_height_, band_rows_);
  parallel_parts(n * bands, [&](std::int64_t part) {
    const std::int64_t first = part % bands * band_rows_;
    body(part, part / bands, first, std::min(out_height_, first + band_rows_));
  });
}

simd::NormRow Norm::row(const float* mean) const {
  simd::NormRow row;
  row.channels = channels_;
  row.row = p_.input.width * channels_;
  row.outputs = out_width_;
  row.height = p_.height;
  row.width = p_.width;
  row.relu = p_.relu;
  row.mean = mean;
  row.scale = scale_.data();
  row.beta = beta_.data();
  row.slope = slope_.data();
  row.shift = shift_.data();
  return row;
}

void Norm::run_forward(int n, const float* x, const float* mean, float* y) {
  const simd::NormRow a = row(mean);
  const std::int64_t out_row = out_width_ * channels_;
  over_rows(n, [&](std::int64_t, std::int64_t item, std::int64_t first, std::int64_t last) {
    for (std::int64_t r = first; r < last; ++r)
      simd::table().norm_forward(a, x + item * p_.input.size() + r * p_.height * a.row,
                                 y + (item * out_height_ + r) * out_row);
  });
}

void Norm::forward_training(int n, const float* x, const BatchNormState& s, float* y) {
  statistics(n, x, s);
  for (std::int64_t c = 0; c < channels_; ++c) {
    const auto i = static_cast<std::size_t>(c);
    scale_[i] = s.gamma[c] * s.inv_std[c];
    beta_[i] = s.beta[c];
  }
  run_forward(n, x, s.mean, y);
}

void Norm::forward_inference(int n, const float* x, const BatchNormState& s, float* y) {
  for (std::int64_t c = 0; c < channels_; ++c) {
    const auto i = static_cast<std::size_t>(c);
    scale_[i] = s.gamma[c] / std::sqrt(s.running_var[c] + p_.epsilon);
    beta_[i] = s.beta[c];
  }
  run_forward(n, x, s.running_mean, y);
}

void Norm::backward(int n, const BatchNormState& s, const float* x, const float* dy, float* dx,
                    float* dgamma, float* dbeta) {
  for (std::int64_t c = 0; c < channels_; ++c) {
    const auto i = static_cast<std::size_t>(c);
    scale_[i] = s.gamma[c] * s.inv_std[c];
    beta_[i] = s.beta[c];
  }
  const simd::NormRow a = row(s.mean);
  const std::int64_t out_row = out_width_ * channels_;
  const auto& simd = simd::table();
  over_rows(n, [&](std::int64_t part, std::int64_t item, std::int64_t first, std::int64_t last) {
    double* sum = partial_.data() + part * 2 * channels_;
    std::fill(sum, sum + 2 * channels_, 0.0);
    for (std::int64_t r = first; r < last; ++r)
      simd.norm_reduce(a, x + item * p_.input.size() + r * p_.height * a.row,
                       dy + (item * out_height_ + r) * out_row, sum, sum + channels_);
  });
  const double count = static_cast<double>(n * p_.input.height * p_.input.width);
  const std::int64_t parts = n * divide_up(out_height_, band_rows_);
  for (std::int64_t c = 0; c < channels_; ++c) {
    double sum = 0, product = 0;  // of dz and of dz * (x - mean)
    for (std::int64_t part = 0; part < parts; ++part) {
      sum += partial_[static_cast<std::size_t>(part * 2 * channels_ + c)];
      product += partial_[static_cast<std::size_t>((part * 2 + 1) * channels_ + c)];
    }
    const auto i = static_cast<std::size_t>(c);
    const double inv_std = static_cast<double>(s.inv_std[c]);
    const double scale = static_cast<double>(scale_[i]);
    dbeta[c] = static_cast<float>(sum);
    dgamma[c] = static_cast<float>(product * inv_std);
    slope_[i] = static_cast<float>(-scale * inv_std * inv_std * product / count);
    shift_[i] = static_cast<float>(-scale * sum / count);
  }
  over_rows(n, [&](std::int64_t, std::int64_t item, std::int64_t first, std::int64_t last) {
    const float* image = x + item * p_.input.size();
    float* out = dx + item * p_.input.size();
    for (std::int64_t r = first; r < last; ++r)
      simd.norm_backward(a, image + r * p_.height * a.row, dy + (item * out_height_ + r) * out_row,
                         out + r * p_.height * a.row);
    if (last < out_height_) return;
    // Rows below the last whole window.
    simd::NormRow rest = a;
    rest.outputs = 0;
    rest.height = 1;
    for (std::int64_t r = out_height_ * p_.height; r < p_.input.height; ++r)
      simd.norm_backward(rest, image + r * a.row, dy, out + r * a.row);
  });
}

}  // namespace canopy::cpu
