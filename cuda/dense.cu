// The fully connected layer. Its own passes over the weights are in dense_forward.cu and
// dense_update.cu, with their cost. Plain matrix products (Gemm) are used if the weight gradient
// must be stored (12 bytes per weight: read for dx, written as dw, read by the optimizer) or if
// there are many items. If the update has to wait for the norm of all gradients, Gemm computes dx,
// dense_norm.cu the norm, and the update is a separate pass later: 28 bytes per weight.
#include "ops/dense.h"

#include "cuda/backend.h"
#include "cuda/bias_activation.h"
#include "cuda/dense_kernels.h"
#include "cuda/gemm.h"
#include "cuda/launch.h"

namespace canopy::cuda {
namespace {

/// values *= *scale, one thread per value.
__global__ void scale_values(std::int64_t count, const float* scale, float* values) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < count) values[i] *= *scale;
}

class CudaDense final : public Dense {
 public:
  CudaDense(CudaBackend& backend, const DenseParams& p)
      : p_(p), bias_activation_(backend, p.max_items, p.units, p.bias, p.activation) {
    if (backend.options().precision == Precision::bf16) own_precision_ = Precision::bf16;
    const auto gemm = [&](std::int64_t rows, std::int64_t columns, std::int64_t inner,
                          bool transpose_a, bool transpose_b) {
      return make_gemm(backend, {rows, columns, inner, transpose_a, transpose_b},
                       backend.options());
    };
    if (p.max_items > dense_items)
      forward_ = gemm(p.max_items, p.units, p.inputs, false, true);
    else
      sums_ = allocate_floats(
          backend, dense_forward_parts(p.inputs, p.units) * p.max_items * p.units);
    weight_gradient_ = gemm(p.units, p.inputs, p.max_items, true, false);
    if (p.input_gradient) input_gradient_ = gemm(p.max_items, p.inputs, p.units, false, false);
    if (!p.deferred_update) return;
    saved_dz_ = allocate_floats(backend, p.max_items * p.units);
    grams_ = backend.allocate(dense_norm_bytes(p.max_items, p.inputs, p.units));
  }

  void prepare(int n) override {
    check_items(p_, n);
    if (forward_) forward_->prepare(n, p_.inputs);
    weight_gradient_->prepare(p_.units, n);
    if (p_.input_gradient) input_gradient_->prepare(n, p_.units);
  }

  void forward(Stream& stream, int n, const float* x, const float* w, const float* b,
               float* y) override {
    check_items(p_, n);
    if (forward_) {
      forward_->run(stream, n, p_.inputs, x, w, y);
      bias_activation_.forward(stream, n, b, y);
    } else {
      dense_forward(stream, shape(n), p_.activation, x, w, p_.bias ? b : nullptr, sums_.floats(),
                    y);
    }
  }

  void backward(Stream& stream, int n, const DenseGradients& g) override {
    check_items(p_, n);
    bias_activation_.backward(stream, n, g.y, g.dy, g.db);
    weight_gradient_->run(stream, p_.units, n, g.dy, g.x, g.dw);
    if (p_.input_gradient) input_gradient_->run(stream, n, p_.units, g.dy, g.w, g.dx);
  }

  void backward_update(Stream& stream, int n, const DenseGradients& g,
                       const OptimizerParams& optimizer, const StepScalars* step,
                       const ParameterState& weights) override {
    check_items(p_, n);
    bias_activation_.backward(stream, n, g.y, g.dy, g.db);
    const bool with_dx = p_.input_gradient && dense_update_makes_dx(shape(n));
    if (p_.input_gradient && !with_dx)
      input_gradient_->run(stream, n, p_.units, g.dy, weights.value, g.dx);
    dense_update(stream, shape(n), g.x, g.dy, with_dx ? g.dx : nullptr, optimizer, step, weights);
  }

  void backward_norm(Stream& stream, int n, const DenseGradients& g, double* square) override {
    check_deferred_run(p_, n);
    bias_activation_.backward(stream, n, g.y, g.dy, g.db);
    dense_norm(stream, shape(n), g.x, g.dy, grams_.as<double>(), square);
    if (p_.input_gradient) input_gradient_->run(stream, n, p_.units, g.dy, g.w, g.dx);
    CANOPY_CUDA(cudaMemcpyAsync(saved_dz_.data(), g.dy, float_bytes(n * p_.units),
                                cudaMemcpyDeviceToDevice, handle(stream)));
  }

  void update(Stream& stream, int n, const float* x, const OptimizerParams& optimizer,
              const StepScalars* step, const ParameterState& weights, const float* scale) override {
    check_deferred_run(p_, n);
    float* dz = saved_dz_.floats();
    const std::int64_t count = n * p_.units;
    launch(stream, over("scale_values", count), scale_values, count, scale, dz);
    dense_update(stream, shape(n), x, dz, nullptr, optimizer, step, weights);
  }

 private:
  DenseShape shape(int n) const { return {n, p_.inputs, p_.units, own_precision_}; }

  DenseParams p_;
  BiasActivation bias_activation_;
  std::unique_ptr<Gemm> forward_;  // null if there are few items
  std::unique_ptr<Gemm> weight_gradient_, input_gradient_;
  Precision own_precision_ = Precision::fp32;  // of the passes other than Gemm
  Buffer sums_;                                // of forward's parts
  Buffer saved_dz_, grams_;                    // from backward_norm to update
};

}  // namespace

std::unique_ptr<Dense> CudaBackend::make_dense(const DenseParams& p) {
  check_dense(p);
  return std::make_unique<CudaDense>(*this, p);
}

}  // namespace canopy::cuda
