#include "ops/loss.h"

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "ops/math/loss.h"

namespace canopy::cpu {
namespace {

/// One thread handles all classes of an item.
struct OneThread {
  static constexpr int first = 0, step = 1;
  float sum(float x) const { return x; }
  math::Top top(math::Top x) const { return x; }
};

class CpuLoss final : public Loss {
 public:
  explicit CpuLoss(const LossParams& p) : p_(p) {}

  void run(Stream&, int n, const LossTensors& t) override {
    check_items(p_, n);
    const std::int64_t grain = 4096 / p_.outputs() + 1;
    parallel_range(n, grain, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) one(n, t, i);
    });
  }

 private:
  void one(int n, const LossTensors& t, std::int64_t i) const {
    switch (p_.task) {
      case Task::binary:
        return binary(n, t, i);
      case Task::categorical:
        return math::categorical_item(p_, t, i, static_cast<float>(n), OneThread());
      case Task::multi_label:
        return math::multi_label_item(p_, t, i, static_cast<float>(n), OneThread());
    }
  }

  void binary(int n, const LossTensors& t, std::int64_t i) const {
    t.probabilities[i] = math::sigmoid(t.logits[i]);
    if (!t.labels) return;
    const math::LossTarget target = math::loss_target(p_, t, i);
    const math::LossValue value =
        math::binary_loss(t.logits[i], target, p_.focal_gamma, p_.label_smoothing);
    if (t.loss) t.loss[i] = target.weight * value.loss;
    if (t.dlogits) t.dlogits[i] = target.weight * value.gradient / static_cast<float>(n);
  }

  LossParams p_;
};

}  // namespace

std::unique_ptr<Loss> CpuBackend::make_loss(const LossParams& p) {
  check_loss(p);
  return std::make_unique<CpuLoss>(p);
}

}  // namespace canopy::cpu
