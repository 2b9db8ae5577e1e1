#include "ops/rms_normalise.h"

#include <stdexcept>

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "ops/math/rms_normalise.h"

namespace canopy::cpu {
namespace {

class CpuRmsNormalise final : public RmsNormalise {
 public:
  explicit CpuRmsNormalise(const RmsNormaliseParams& p) : p_(p) {}

  void run(Stream&, int n, const float* waves, std::int64_t stride, float* out) override {
    parallel_parts(n, [&](std::int64_t i) { window(waves + i * stride, out + i * p_.samples); });
  }

 private:
  void window(const float* from, float* to) const {
    double sum = 0, squares = 0;
#pragma omp simd reduction(+ : sum, squares)
    for (std::int64_t k = 0; k < p_.samples; ++k) {
      const double v = static_cast<double>(from[k]);
      sum += v;
      squares += v * v;
    }
    const math::RmsChange change = math::rms_change(sum, squares, p_.samples);
    for (std::int64_t k = 0; k < p_.samples; ++k) to[k] = math::rms_normalised(from[k], change);
  }

  RmsNormaliseParams p_;
};

}  // namespace

std::unique_ptr<RmsNormalise> CpuBackend::make_rms_normalise(const RmsNormaliseParams& p) {
  if (p.samples < 1 || p.max_items < 1)
    throw std::invalid_argument("level: samples and items must be at least 1");
  return std::make_unique<CpuRmsNormalise>(p);
}

}  // namespace canopy::cpu
