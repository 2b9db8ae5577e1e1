#include "ops/optimizer.h"

#include <stdexcept>

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "cpu/simd/table.h"

namespace canopy::cpu {
namespace {

class CpuOptimizer final : public Optimizer {
 public:
  explicit CpuOptimizer(const OptimizerParams& p) : p_(p) {}

  void update(Stream&, std::int64_t count, const StepScalars* step, const float* gradient,
              const ParameterState& s) override {
    const simd::Update rule{p_, *step};
    parallel_range(count, 32768, [&](std::int64_t begin, std::int64_t end) {
      simd::table().update(rule, end - begin, gradient + begin, s.value + begin, s.m + begin,
                           s.v ? s.v + begin : nullptr);
    });
  }

 private:
  OptimizerParams p_;
};

bool share(float value) {
  return value >= 0 && value < 1;
}

}  // namespace

std::unique_ptr<Optimizer> CpuBackend::make_optimizer(const OptimizerParams& p) {
  if (!share(p.beta1) || !share(p.beta2) || !share(p.momentum))
    throw std::invalid_argument("optimizer: beta1, beta2 and momentum must be in [0, 1)");
  return std::make_unique<CpuOptimizer>(p);
}

}  // namespace canopy::cpu
