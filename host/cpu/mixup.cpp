#include "ops/mixup.h"

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "ops/math/mixup.h"

namespace canopy::cpu {
namespace {

class CpuMixup final : public Mixup {
 public:
  explicit CpuMixup(const MixupParams& p) : p_(p) {}

  void run(Stream&, int n, const float* shares, float* x) override {
    check_items(p_, n);
    parallel_parts(n / 2, [&](std::int64_t i) {  // the middle item of an odd number has no partner
      const std::int64_t j = n - 1 - i;
      if (shares[i] == 1.0f && shares[j] == 1.0f) return;
      float *a = x + i * p_.size, *b = x + j * p_.size;
      for (std::int64_t k = 0; k < p_.size; ++k) {
        const float first = a[k], second = b[k];
        a[k] = math::blend(first, second, shares[i]);
        b[k] = math::blend(second, first, shares[j]);
      }
    });
  }

 private:
  MixupParams p_;
};

}  // namespace

std::unique_ptr<Mixup> CpuBackend::make_mixup(const MixupParams& p) {
  check_mixup(p);
  return std::make_unique<CpuMixup>(p);
}

}  // namespace canopy::cpu
