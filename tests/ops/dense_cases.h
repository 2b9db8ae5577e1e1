// The shapes of the dense tests, and the layer as naive double-precision loops.
#pragma once

#include <cmath>
#include <vector>

#include "ops/dense.h"
#include "support/device_test.h"
#include "support/reference_images.h"

namespace canopy::test {

struct DenseCase {
  int n;
  std::int64_t inputs, units;
  Activation activation = Activation::linear;
  bool bias = true;
  bool input_gradient = true;
};

/// Ones, primes, whole and partial tiles and vectors, and sizes that are divided into several
/// parts.
inline std::vector<DenseCase> dense_cases() {
  return {{1, 1, 1},
          {2, 1, 3, Activation::sigmoid},
          {16, 128, 1},
          {3, 7, 5, Activation::relu},
          {4, 16, 4, Activation::tanh},
          {5, 17, 1, Activation::sigmoid, false},
          {1, 31, 13, Activation::relu, true, false},
          {7, 67, 11, Activation::tanh, false, false},
          {16, 601, 9, Activation::relu},
          {37, 130, 6},
          {2, 1031, 131, Activation::relu},
          {14, 1028, 130, Activation::relu},
          {16, 516, 33},
          {17, 67, 4},
          {3, 40009, 5},
          {2, 65537, 18},
          {3, 65540, 66, Activation::relu}};
}

/// x W^T + b, before the activation.
inline Doubles reference_dense_sums(const DenseCase& c, const Doubles& x, const Doubles& w,
                                    const Doubles& b) {
  Doubles z;
  for (std::int64_t item = 0; item < c.n; ++item)
    for (std::int64_t unit = 0; unit < c.units; ++unit) {
      double total = c.bias ? b[unit] : 0;
      for (std::int64_t k = 0; k < c.inputs; ++k)
        total += x[item * c.inputs + k] * w[unit * c.inputs + k];
      z.push_back(total);
    }
  return z;
}

inline Doubles reference_dense(const DenseCase& c, const Doubles& x, const Doubles& w,
                               const Doubles& b) {
  Doubles y = reference_dense_sums(c, x, w, b);
  for (double& value : y) value = reference_activation(c.activation, value);
  return y;
}

struct DenseReference {
  Doubles y, dz, dw, db, dx;
};

/// The gradients of sum(dy * y), by the chain rule.
inline DenseReference reference_dense_gradients(const DenseCase& c, const Doubles& x,
                                                const Doubles& w, const Doubles& b,
                                                const Doubles& dy) {
  const Doubles z = reference_dense_sums(c, x, w, b);
  DenseReference r{reference_dense(c, x, w, b), dy, Doubles(w.size()), Doubles(c.units),
                   Doubles(x.size())};
  for (std::int64_t item = 0; item < c.n; ++item)
    for (std::int64_t unit = 0; unit < c.units; ++unit) {
      double& dz = r.dz[item * c.units + unit];
      dz *= reference_slope(c.activation, z[item * c.units + unit]);
      r.db[unit] += dz;
      for (std::int64_t k = 0; k < c.inputs; ++k) {
        r.dw[unit * c.inputs + k] += dz * x[item * c.inputs + k];
        r.dx[item * c.inputs + k] += dz * w[unit * c.inputs + k];
      }
    }
  return r;
}

/// A layer with its tensors on a device. It is made for more items than are run.
struct DenseOnDevice {
  DenseOnDevice(TestDevice& d, const DenseCase& one)
      : device(d),
        c(one),
        x(random_floats(c.n * c.inputs, 1)),
        w(random_floats(c.units * c.inputs, 2, 1 / std::sqrt(static_cast<float>(c.inputs)))),
        b(random_floats(c.units, 3)),
        dy(random_floats(c.n * c.units, 4)) {
    op = device.backend->make_dense(
        {c.inputs, c.units, c.bias, c.activation, c.input_gradient, c.n + 2});
    dev_x = device.put(x);
    dev_w = device.put(w);
    dev_b = device.put(b);
    dev_y = device.make(c.n * c.units);
    dev_dy = device.put(dy);
    dev_dw = device.make(c.units * c.inputs);
    dev_db = device.make(c.units);
    dev_dx = device.make(c.n * c.inputs);
  }
  void forward() {
    op->forward(*device.stream, c.n, dev_x.floats(), dev_w.floats(),
                c.bias ? dev_b.floats() : nullptr, dev_y.floats());
  }
  DenseGradients gradients() const {
    return {dev_x.floats(),
            dev_w.floats(),
            dev_y.floats(),
            dev_dy.floats(),
            dev_dw.floats(),
            c.bias ? dev_db.floats() : nullptr,
            c.input_gradient ? dev_dx.floats() : nullptr};
  }
  void backward() { op->backward(*device.stream, c.n, gradients()); }
  DenseReference reference() const {
    return reference_dense_gradients(c, as_double(x), as_double(w), as_double(b), as_double(dy));
  }

  TestDevice& device;
  DenseCase c;
  std::vector<float> x, w, b, dy;
  std::unique_ptr<Dense> op;
  Buffer dev_x, dev_w, dev_b, dev_y, dev_dy, dev_dw, dev_db, dev_dx;
};

}  // namespace canopy::test
