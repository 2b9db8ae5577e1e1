// oneDNN as the ops use it: one engine, NHWC activations, weights in the format that the library
// chooses. Releases 2.6 and 3.x make primitives differently; only this file handles the difference.
#pragma once

#include <cstdint>
#include <unordered_map>

#if __has_include(<oneapi/dnnl/dnnl.hpp>)
#include <oneapi/dnnl/dnnl.hpp>
#else
#include <dnnl.hpp>
#endif

#include "ops/conv2d.h"
#include "ops/pool2d.h"

namespace canopy::cpu::onednn {

/// The CPU engine, made at first use.
const dnnl::engine& engine();

/// n images as float NHWC.
dnnl::memory::desc images(int n, const Image& image);
/// A kernel in the backend interface's layout [filters, kernel_height, kernel_width, channels].
dnnl::memory::desc plain_kernel(const Conv2dParams& p);
/// A vector of `count` floats.
dnnl::memory::desc vector(std::int64_t count);

/// A view of memory that the caller owns; oneDNN takes no const pointers, even for its inputs.
dnnl::memory view(const dnnl::memory::desc& desc, const float* data);

/// Convolutions of n items; the library chooses the format of the weights.
dnnl::convolution_forward::primitive_desc conv_forward(const Conv2dParams& p, int n);
dnnl::convolution_backward_data::primitive_desc conv_backward_data(
    const Conv2dParams& p, int n, const dnnl::convolution_forward::primitive_desc& hint);
dnnl::convolution_backward_weights::primitive_desc conv_backward_weights(
    const Conv2dParams& p, int n, const dnnl::convolution_forward::primitive_desc& hint);

/// Average pooling of n items.
dnnl::pooling_forward::primitive_desc average_forward(const Pool2dParams& p, int n);
dnnl::pooling_backward::primitive_desc average_backward(
    const Pool2dParams& p, int n, const dnnl::pooling_forward::primitive_desc& hint);

/// One plan for each number of items seen so far. The plan for the largest batch is made with the
/// op; a smaller last batch gets its own plan the first time it is run.
template <class Plan>
class PlanByItems {
 public:
  template <class Params>
  Plan& of(const Params& params, int n) {
    const auto found = plans_.find(n);
    return found != plans_.end() ? found->second : plans_.try_emplace(n, params, n).first->second;
  }

 private:
  std::unordered_map<int, Plan> plans_;
};

}  // namespace canopy::cpu::onednn
