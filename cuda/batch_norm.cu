#include "ops/batch_norm.h"

#include "cuda/backend.h"
#include "cuda/norm.h"

namespace canopy::cuda {
namespace {

/// Batch normalisation is Norm with a pooling window of 1 x 1.
class CudaBatchNorm final : public BatchNorm {
 public:
  CudaBatchNorm(Backend& backend, const BatchNormParams& p)
      : p_(p),
        norm_(backend, {p.input, 1, 1, p.activation == Activation::relu, p.epsilon, p.momentum,
                        p.max_items}) {}

  void forward_training(Stream& stream, int n, const float* x, const BatchNormState& s,
                        float* y) override {
    check_items(p_, n);
    norm_.forward_training(stream, n, x, s, y);
  }
  void forward_inference(Stream& stream, int n, const float* x, const BatchNormState& s,
                         float* y) override {
    check_items(p_, n);
    norm_.forward_inference(stream, n, x, s, y);
  }
  void backward(Stream& stream, int n, const BatchNormState& s,
                const BatchNormGradients& g) override {
    check_items(p_, n);
    norm_.backward(stream, n, s, g.x, g.dy, g.dx, g.dgamma, g.dbeta);
  }

 private:
  BatchNormParams p_;
  Norm norm_;
};

}  // namespace

std::unique_ptr<BatchNorm> CudaBackend::make_batch_norm(const BatchNormParams& p) {
  check_batch_norm(p);
  return std::make_unique<CudaBatchNorm>(*this, p);
}

}  // namespace canopy::cuda
