#include "ops/loss.h"

#include <stdexcept>

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "ops/math/loss.h"

namespace canopy::cpu {
namespace {

class CpuLoss final : public Loss {
 public:
  explicit CpuLoss(const LossParams& p) : p_(p) {}

  void run(Stream&, int n, const LossTensors& t) override {
    const std::int64_t grain = 4096 / p_.outputs() + 1;
    parallel_range(n, grain, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i)
        if (p_.kind == LossKind::binary)
          binary(n, t, i);
        else
          categorical(n, t, i);
    });
  }

 private:
  float weight(const LossTensors& t, std::int32_t label) const {
    const bool known = label >= 0 && label < p_.classes;  // the loss of others is NaN anyway
    return t.class_weights && known ? t.class_weights[label] : 1.0f;
  }

  void binary(int n, const LossTensors& t, std::int64_t i) const {
    t.probabilities[i] = math::sigmoid(t.logits[i]);
    if (!t.labels) return;
    const math::LossValue value = math::binary_loss(t.logits[i], t.labels[i]);
    const float w = weight(t, t.labels[i]);
    if (t.loss) t.loss[i] = w * value.loss;
    if (t.dlogits) t.dlogits[i] = w * value.gradient / static_cast<float>(n);
  }

  void categorical(int n, const LossTensors& t, std::int64_t i) const {
    const float* logits = t.logits + i * p_.classes;
    float* probabilities = t.probabilities + i * p_.classes;
    math::softmax(logits, p_.classes, probabilities);
    if (!t.labels) return;
    const float w = weight(t, t.labels[i]);
    if (t.loss) t.loss[i] = w * math::categorical_loss(logits, p_.classes, t.labels[i]);
    if (!t.dlogits) return;
    for (int c = 0; c < p_.classes; ++c)
      t.dlogits[i * p_.classes + c] =
          w * math::categorical_gradient(probabilities, p_.classes, t.labels[i], c) /
          static_cast<float>(n);
  }

  LossParams p_;
};

}  // namespace

std::unique_ptr<Loss> CpuBackend::make_loss(const LossParams& p) {
  if (p.max_items < 1) throw std::invalid_argument("loss: items must be at least 1");
  if (p.kind == LossKind::binary ? p.classes != 2 : p.classes < 1)
    throw std::invalid_argument("loss: a binary loss has 2 classes, a categorical one at least 1");
  return std::make_unique<CpuLoss>(p);
}

}  // namespace canopy::cpu
