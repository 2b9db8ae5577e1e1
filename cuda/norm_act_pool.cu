#include "ops/norm_act_pool.h"

#include "cuda/backend.h"
#include "cuda/norm.h"

namespace canopy::cuda {
namespace {

class CudaNormActPool final : public NormActPool {
 public:
  CudaNormActPool(Backend& backend, const NormActPoolParams& p)
      : p_(p),
        norm_(backend, {p.input, p.height, p.width, true, p.epsilon, p.momentum, p.max_items}) {}

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
                const NormActPoolGradients& g) override {
    check_items(p_, n);
    norm_.backward(stream, n, s, g.x, g.dy, g.dx, g.dgamma, g.dbeta);
  }

 private:
  NormActPoolParams p_;
  Norm norm_;
};

}  // namespace

std::unique_ptr<NormActPool> CudaBackend::make_norm_act_pool(const NormActPoolParams& p) {
  check_norm_act_pool(p);
  return std::make_unique<CudaNormActPool>(*this, p);
}

}  // namespace canopy::cuda
