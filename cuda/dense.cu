// The fully connected layer. Its passes over the weights stand in dense_forward.cu and
// dense_update.cu, with their budgets; here is what joins them, and the plain pair of products for
// where a gradient must be seen (12 bytes a weight: read for dx, written as dw, read by the
// optimizer) or the items are many.
#include "ops/dense.h"

#include <stdexcept>
#include <string>

#include "cuda/backend.h"
#include "cuda/bias_activation.h"
#include "cuda/dense_kernels.h"
#include "cuda/gemm.h"

namespace canopy::cuda {
namespace {

class CudaDense final : public Dense {
 public:
  CudaDense(CudaBackend& backend, const DenseParams& p)
      : p_(p), after_(backend, p.max_items, p.units, p.bias, p.activation) {
    const Precision precision = backend.options().precision;
    const auto gemm = [&](std::int64_t rows, std::int64_t columns, std::int64_t inner, bool turn_a,
                          bool turn_b) {
      return make_gemm(backend, {rows, columns, inner, turn_a, turn_b}, precision);
    };
    if (p.max_items > dense_items)
      forward_ = gemm(p.max_items, p.units, p.inputs, false, true);
    else
      sums_ = backend.allocate(
          static_cast<std::size_t>(dense_forward_parts(p.inputs, p.units) * p.max_items * p.units) *
          sizeof(float));
    weight_gradient_ = gemm(p.units, p.inputs, p.max_items, true, false);
    if (p.input_gradient) input_gradient_ = gemm(p.max_items, p.inputs, p.units, false, false);
  }

  void forward(Stream& stream, int n, const float* x, const float* w, const float* b,
               float* y) override {
    check(n);
    if (forward_) {
      forward_->run(stream, n, p_.inputs, x, w, y);
      after_.forward(stream, n, b, y);
    } else {
      dense_forward(stream, shape(n), p_.activation, x, w, p_.bias ? b : nullptr, sums_.floats(),
                    y);
    }
  }

  void backward(Stream& stream, int n, const DenseGradients& g) override {
    check(n);
    after_.backward(stream, n, g.y, g.dy, g.db);
    weight_gradient_->run(stream, p_.units, n, g.dy, g.x, g.dw);
    if (p_.input_gradient) input_gradient_->run(stream, n, p_.units, g.dy, g.w, g.dx);
  }

  void backward_update(Stream& stream, int n, const DenseGradients& g,
                       const OptimizerParams& optimizer, const StepScalars* step,
                       const ParameterState& weights) override {
    check(n);
    after_.backward(stream, n, g.y, g.dy, g.db);
    const bool together = p_.input_gradient && dense_update_makes_dx(shape(n));
    if (p_.input_gradient && !together)
      input_gradient_->run(stream, n, p_.units, g.dy, weights.value, g.dx);
    dense_update(stream, shape(n), g.x, g.dy, together ? g.dx : nullptr, optimizer, step, weights);
  }

 private:
  void check(int n) const {
    if (n < 0 || n > p_.max_items)
      throw std::invalid_argument("dense: " + std::to_string(n) + " items, made for " +
                                  std::to_string(p_.max_items));
  }
  DenseShape shape(int n) const { return {n, p_.inputs, p_.units}; }

  DenseParams p_;
  BiasActivation after_;
  std::unique_ptr<Gemm> forward_;  // null where the items are few
  std::unique_ptr<Gemm> weight_gradient_, input_gradient_;
  Buffer sums_;  // of forward's parts
};

}  // namespace

std::unique_ptr<Dense> CudaBackend::make_dense(const DenseParams& p) {
  if (p.inputs < 1 || p.units < 1 || p.max_items < 1)
    throw std::invalid_argument("dense: inputs, units and items must be at least 1");
  return std::make_unique<CudaDense>(*this, p);
}

}  // namespace canopy::cuda
