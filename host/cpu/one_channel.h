// The backward pass of a first layer: 3 x 3, stride 1, one channel, filters a multiple of 16, no
// input gradient. It does next to no arithmetic, so what counts is to read dy and y once and write
// nothing; oneDNN needs the ReLU's slope applied in a pass of its own.
#pragma once

#include <cstdint>
#include <vector>

#include "ops/conv2d.h"

namespace canopy::cpu {

class OneChannelGradients {
 public:
  static bool suits(const Conv2dParams& p);
  explicit OneChannelGradients(const Conv2dParams& p);
  /// dkernel and dbias (may be null) from dz = dy, or from dy where mask is above 0.
  void run(int n, const float* x, const float* dy, const float* mask, float* dkernel, float* dbias);

 private:
  void add_item(const float* x, const float* dy, const float* mask, float* scratch, double* sums);

  Conv2dParams p_;
  Image out_;
  std::int64_t top_ = 0, left_ = 0, padded_;
  std::vector<float> scratch_;  // three padded rows and a row's sums, of each item
  std::vector<double> sums_;    // [items, 10, filters]: nine taps and the plain sum
};

}  // namespace canopy::cpu
