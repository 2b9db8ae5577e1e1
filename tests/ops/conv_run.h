// Runs a convolution forward and backward on a device.
#pragma once

#include <algorithm>
#include <vector>

#include "ops/conv_cases.h"
#include "support/device_test.h"

namespace canopy::test {

/// Random inputs of a case, and the op's results.
struct ConvRun {
  std::vector<float> x, kernel, bias, dy;
  std::vector<float> y, dkernel, dbias, dx;
};

/// With `replace`, the input gradient overwrites the output.
inline ConvRun run_conv(TestDevice& device, const Conv2dParams& p, int n, bool replace = false) {
  ConvRun r;
  r.x = random_floats(n * p.input.size(), 1);
  r.kernel = random_floats(p.kernel_size(), 2, 0.3f);
  if (p.bias) r.bias = random_floats(p.filters, 3);
  r.dy = random_floats(n * p.output().size(), 4);
  const auto op = device.backend->make_conv2d(p);
  const Buffer x = device.put(r.x), kernel = device.put(r.kernel), dy = device.put(r.dy);
  const Buffer bias = p.bias ? device.put(r.bias) : Buffer();
  const std::int64_t y_size = std::max(p.output().size(), replace ? p.input.size() : 0);
  const Buffer y = device.make(n * y_size), dkernel = device.make(p.kernel_size());
  const Buffer dbias = p.bias ? device.make(p.filters) : Buffer();
  const Buffer dx = p.input_gradient ? device.make(n * p.input.size()) : Buffer();
  op->forward(*device.stream, n, x.floats(), kernel.floats(), bias.floats(), y.floats());
  r.y = device.get(y, n * p.output().size());
  op->backward(*device.stream, n,
               {x.floats(), kernel.floats(), y.floats(), dy.floats(), dkernel.floats(),
                dbias.floats(), replace ? y.floats() : dx.floats()});
  r.dkernel = device.get(dkernel, p.kernel_size());
  if (p.bias) r.dbias = device.get(dbias, p.filters);
  if (p.input_gradient) r.dx = device.get(replace ? y : dx, n * p.input.size());
  return r;
}

}  // namespace canopy::test
