#include "ops/optimizer.h"

#include <algorithm>
#include <array>

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "cpu/simd/table.h"

namespace canopy::cpu {
namespace {

class CpuOptimizer final : public Optimizer {
 public:
  explicit CpuOptimizer(const OptimizerParams& p) : p_(p) {}

  void update(Stream&, std::int64_t count, const StepScalars* step, const float* gradient,
              const ParameterState& s, const float* scale) override {
    const simd::Update rule{p_, *step};
    const auto update = [&](std::int64_t begin, std::int64_t end, const float* slope) {
      simd::table().update(rule, end - begin, slope, s.value + begin, s.m + begin,
                           s.v ? s.v + begin : nullptr);
    };
    parallel_range(count, 32768, [&](std::int64_t begin, std::int64_t end) {
      if (!scale) return update(begin, end, gradient + begin);
      std::array<float, 1024> scaled;
      constexpr auto step_size = static_cast<std::int64_t>(scaled.size());
      for (std::int64_t at = begin; at < end; at += step_size) {
        const std::int64_t stop = std::min(end, at + step_size);
        std::transform(gradient + at, gradient + stop, scaled.begin(),
                       [&](float value) { return value * *scale; });
        update(at, stop, scaled.data());
      }
    });
  }

 private:
  OptimizerParams p_;
};

}  // namespace

std::unique_ptr<Optimizer> CpuBackend::make_optimizer(const OptimizerParams& p) {
  check_optimizer(p);
  return std::make_unique<CpuOptimizer>(p);
}

}  // namespace canopy::cpu
