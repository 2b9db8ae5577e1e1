#include "ops/batch_norm.h"

#include "cpu/backend.h"
#include "cpu/norm.h"

namespace canopy::cpu {
namespace {

/// Batch normalisation is Norm with a pooling window of 1 x 1.
class CpuBatchNorm final : public BatchNorm {
 public:
  explicit CpuBatchNorm(const BatchNormParams& p)
      : p_(p),
        norm_({p.input, 1, 1, p.activation == Activation::relu, p.epsilon, p.momentum,
               p.max_items}) {}

  void forward_training(Stream&, int n, const float* x, const BatchNormState& s,
                        float* y) override {
    check_items(p_, n);
    norm_.forward_training(n, x, s, y);
  }
  void forward_inference(Stream&, int n, const float* x, const BatchNormState& s,
                         float* y) override {
    check_items(p_, n);
    norm_.forward_inference(n, x, s, y);
  }
  void backward(Stream&, int n, const BatchNormState& s, const BatchNormGradients& g) override {
    check_items(p_, n);
    norm_.backward(n, s, g.x, g.dy, g.dx, g.dgamma, g.dbeta);
  }

 private:
  BatchNormParams p_;
  Norm norm_;
};

}  // namespace

std::unique_ptr<BatchNorm> CpuBackend::make_batch_norm(const BatchNormParams& p) {
  check_batch_norm(p);
  return std::make_unique<CpuBatchNorm>(p);
}

}  // namespace canopy::cpu
