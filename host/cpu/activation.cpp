#include "ops/activation.h"

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "ops/math/activation.h"

namespace canopy::cpu {
namespace {

/// body(activation) with the activation a constant, so that each loop is compiled for one alone.
template <class Body>
void with_constant(Activation a, const Body& body) {
  switch (a) {
    case Activation::linear:
      return body([] { return Activation::linear; });
    case Activation::relu:
      return body([] { return Activation::relu; });
    case Activation::sigmoid:
      return body([] { return Activation::sigmoid; });
    case Activation::tanh:
      return body([] { return Activation::tanh; });
  }
}

class CpuActivation final : public ActivationOp {
 public:
  explicit CpuActivation(const ActivationParams& p) : p_(p) {}

  void forward(Stream&, int n, const float* x, float* y) override {
    check_items(p_, n);
    with_constant(p_.activation, [&](auto activation) {
      parallel_range(n * p_.size, 65536, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) y[i] = math::activate(activation(), x[i]);
      });
    });
  }

  void backward(Stream&, int n, const float* y, const float* dy, float* dx) override {
    check_items(p_, n);
    with_constant(p_.activation, [&](auto activation) {
      parallel_range(n * p_.size, 65536, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
          dx[i] = dy[i] * math::activation_slope(activation(), y[i]);
      });
    });
  }

 private:
  ActivationParams p_;
};

}  // namespace

std::unique_ptr<ActivationOp> CpuBackend::make_activation(const ActivationParams& p) {
  check_activation(p);
  return std::make_unique<CpuActivation>(p);
}

}  // namespace canopy::cpu
