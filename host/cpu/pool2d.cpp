#include "ops/pool2d.h"

#include <algorithm>

#include "cpu/backend.h"
#include "cpu/dnnl.h"
#include "cpu/parallel.h"

namespace canopy::cpu {
namespace {

/// Average pooling's primitives for one number of items. Max pooling does not use oneDNN, which
/// turns NaN into the lowest float and would hide a failed run.
struct Plan {
  Plan(const Pool2dParams& p, int n)
      : forward_pd(onednn::average_forward(p, n)),
        backward_pd(onednn::average_backward(p, n, forward_pd)),
        forward(forward_pd),
        backward(backward_pd) {}
  dnnl::pooling_forward::primitive_desc forward_pd;
  dnnl::pooling_backward::primitive_desc backward_pd;
  dnnl::pooling_forward forward;
  dnnl::pooling_backward backward;
};

class CpuPool2d final : public Pool2d {
 public:
  explicit CpuPool2d(const Pool2dParams& p) : p_(p), out_(p.output()), stream_(onednn::engine()) {
    if (p.kind == PoolKind::average) plans_.of(p_, p_.max_items);
  }

  void forward(Stream&, int n, const float* x, float* y) override {
    check_items(p_, n);
    if (p_.kind == PoolKind::max) {
      const std::int64_t out_row = out_.width * out_.channels;
      parallel_range(
          n * out_.height, 1 + (1 << 14) / out_row, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t r = begin; r < end; ++r)
              forward_max(x + r / out_.height * p_.input.size(), r % out_.height, y + r * out_row);
          });
      return;
    }
    Plan& plan = plans_.of(p_, n);
    plan.forward.execute(stream_, {{DNNL_ARG_SRC, onednn::view(plan.forward_pd.src_desc(), x)},
                                   {DNNL_ARG_DST, onednn::view(plan.forward_pd.dst_desc(), y)}});
    stream_.wait();
  }

  void backward(Stream&, int n, const float* x, const float* y, const float* dy,
                float* dx) override {
    check_items(p_, n);
    if (p_.kind == PoolKind::max) {
      parallel_parts(n, [&](std::int64_t item) {
        backward_max(x + item * p_.input.size(), y + item * out_.size(), dy + item * out_.size(),
                     dx + item * p_.input.size());
      });
      return;
    }
    Plan& plan = plans_.of(p_, n);
    plan.backward.execute(
        stream_, {{DNNL_ARG_DIFF_DST, onednn::view(plan.backward_pd.diff_dst_desc(), dy)},
                  {DNNL_ARG_DIFF_SRC, onednn::view(plan.backward_pd.diff_src_desc(), dx)}});
    stream_.wait();
  }

 private:
  /// Row oh of one item's outputs. The maximum of a window with a NaN is NaN.
  void forward_max(const float* x, std::int64_t oh, float* y) const {
    const std::int64_t channels = p_.input.channels, width = p_.input.width;
    for (std::int64_t ow = 0; ow < out_.width; ++ow, y += channels) {
      const float* corner = x + (oh * p_.stride_height * width + ow * p_.stride_width) * channels;
      std::copy(corner, corner + channels, y);
      for (std::int64_t i = 0; i < p_.height; ++i)
        for (std::int64_t j = 0; j < p_.width; ++j) {
          const float* v = corner + (i * width + j) * channels;
          for (std::int64_t c = 0; c < channels; ++c)
            y[c] = (y[c] >= v[c]) | (y[c] != y[c]) ? y[c] : v[c];
        }
    }
  }

  /// One item. Searching x for the first value equal to y needs no indices kept from forward.
  void backward_max(const float* x, const float* y, const float* dy, float* dx) const {
    const std::int64_t channels = p_.input.channels, width = p_.input.width;
    std::fill(dx, dx + p_.input.size(), 0.0f);
    for (std::int64_t oh = 0; oh < out_.height; ++oh)
      for (std::int64_t ow = 0; ow < out_.width; ++ow)
        for (std::int64_t c = 0; c < channels; ++c) {
          const std::int64_t corner =
              (oh * p_.stride_height * width + ow * p_.stride_width) * channels + c;
          const std::int64_t out = (oh * out_.width + ow) * channels + c;
          const std::int64_t at = first_equal(x, corner, y[out]);
          if (at >= 0) dx[at] += dy[out];
        }
  }

  std::int64_t first_equal(const float* x, std::int64_t corner, float value) const {
    for (std::int64_t i = 0; i < p_.height; ++i)
      for (std::int64_t j = 0; j < p_.width; ++j) {
        const std::int64_t at = corner + (i * p_.input.width + j) * p_.input.channels;
        if (x[at] == value) return at;
      }
    return -1;  // the maximum is NaN
  }

  Pool2dParams p_;
  Image out_;
  dnnl::stream stream_;
  onednn::PlanByItems<Plan> plans_;
};

}  // namespace

std::unique_ptr<Pool2d> CpuBackend::make_pool2d(const Pool2dParams& p) {
  check_pool2d(p);
  return std::make_unique<CpuPool2d>(p);
}

}  // namespace canopy::cpu
