#include "ops/batch_norm.h"

#include <stdexcept>

#include "cpu/backend.h"
#include "cpu/norm.h"

namespace canopy::cpu {
namespace {

/// Normalisation with a window of one value.
class CpuBatchNorm final : public BatchNorm {
 public:
  explicit CpuBatchNorm(const BatchNormParams& p)
      : norm_("batch_norm", {p.input, 1, 1, p.activation == Activation::relu, p.epsilon, p.momentum,
                             p.max_items}) {}

  void forward_training(Stream&, int n, const float* x, const BatchNormState& s,
                        float* y) override {
    norm_.forward_training(n, x, s, y);
  }
  void forward_inference(Stream&, int n, const float* x, const BatchNormState& s,
                         float* y) override {
    norm_.forward_inference(n, x, s, y);
  }
  void backward(Stream&, int n, const BatchNormState& s, const BatchNormGradients& g) override {
    norm_.backward(n, s, g.x, g.dy, g.dx, g.dgamma, g.dbeta);
  }

 private:
  Norm norm_;
};

}  // namespace

std::unique_ptr<BatchNorm> CpuBackend::make_batch_norm(const BatchNormParams& p) {
  if (p.activation != Activation::linear && p.activation != Activation::relu)
    throw std::invalid_argument("batch_norm: takes in no activation but ReLU");
  return std::make_unique<CpuBatchNorm>(p);
}

}  // namespace canopy::cpu
