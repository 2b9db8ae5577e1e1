#include "ops/pcen.h"

#include <vector>

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "ops/math/pcen.h"

namespace canopy::cpu {
namespace {

class CpuPcen final : public Pcen {
 public:
  explicit CpuPcen(const PcenParams& p) : p_(p), formula_(math::pcen_formula(p)) {
    means_.resize(static_cast<std::size_t>(p.max_items) * static_cast<std::size_t>(p.bands));
  }

  void run(Stream&, int n, const float* energy, float* out) override {
    check_items(p_, n);
    const std::int64_t image = p_.frames * p_.bands;
    parallel_parts(n, [&](std::int64_t i) {
      item(energy + i * image, out + i * image, means_.data() + i * p_.bands);
    });
  }

 private:
  void item(const float* energy, float* out, float* means) const {
    for (int b = 0; b < p_.bands; ++b) means[b] = energy[b];
    for (std::int64_t t = 0; t < p_.frames; ++t, energy += p_.bands, out += p_.bands)
      for (int b = 0; b < p_.bands; ++b) {
        means[b] = math::pcen_mean(means[b], energy[b], p_.smoothing);
        out[b] = math::pcen_value(formula_, energy[b], means[b]);
      }
  }

  PcenParams p_;
  math::PcenFormula formula_;
  std::vector<float> means_;  // [max_items, bands]
};

}  // namespace

std::unique_ptr<Pcen> CpuBackend::make_pcen(const PcenParams& p) {
  check_pcen(p);
  return std::make_unique<CpuPcen>(p);
}

}  // namespace canopy::cpu
