#include "ops/norm_act_pool.h"

#include "cpu/backend.h"
#include "cpu/norm.h"

namespace canopy::cpu {
namespace {

class CpuNormActPool final : public NormActPool {
 public:
  explicit CpuNormActPool(const NormActPoolParams& p)
      : p_(p), norm_({p.input, p.height, p.width, true, p.epsilon, p.momentum, p.max_items}) {}

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
  void backward(Stream&, int n, const BatchNormState& s, const NormActPoolGradients& g) override {
    check_items(p_, n);
    norm_.backward(n, s, g.x, g.dy, g.dx, g.dgamma, g.dbeta);
  }

 private:
  NormActPoolParams p_;
  Norm norm_;
};

}  // namespace

std::unique_ptr<NormActPool> CpuBackend::make_norm_act_pool(const NormActPoolParams& p) {
  check_norm_act_pool(p);
  return std::make_unique<CpuNormActPool>(p);
}

}  // namespace canopy::cpu
