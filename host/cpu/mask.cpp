#include "ops/mask.h"

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "ops/math/mask.h"

namespace canopy::cpu {
namespace {

class CpuMask final : public Mask {
 public:
  explicit CpuMask(const MaskParams& p) : p_(p) {}

  void run(Stream&, int n, const StepScalars* step, float* images) override {
    check_items(p_, n);
    parallel_parts(n, [&](std::int64_t i) {
      math::MaskSpan spans[2 * math::max_masks];
      for (int m = 0; m < p_.time_masks + p_.band_masks; ++m)
        spans[m] = math::mask_of(p_, step->step, i, m);
      apply(spans, images + i * p_.frames * p_.bands);
    });
  }

 private:
  void apply(const math::MaskSpan* spans, float* image) const {
    const std::int64_t size = p_.frames * p_.bands;
    double sum = 0;
    for (std::int64_t k = 0; k < size; ++k) sum += static_cast<double>(image[k]);
    const auto mean = static_cast<float>(sum / static_cast<double>(size));
    for (std::int64_t k = 0; k < size; ++k)
      if (math::masked(p_, spans, k / p_.bands, k % p_.bands)) image[k] = mean;
  }

  MaskParams p_;
};

}  // namespace

std::unique_ptr<Mask> CpuBackend::make_mask(const MaskParams& p) {
  check_mask(p);
  return std::make_unique<CpuMask>(p);
}

}  // namespace canopy::cpu
