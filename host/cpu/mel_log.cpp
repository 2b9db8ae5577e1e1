#include "ops/mel_log.h"

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "ops/math/spectrum.h"
#include "ops/mel_filters.h"

namespace canopy::cpu {
namespace {

constexpr std::int64_t frames_per_part = 64;

class CpuMelLog final : public MelLog {
 public:
  explicit CpuMelLog(const MelLogParams& params)
      : params_(params), filters_(design_mel_filters(params)) {}

  void run(Stream&, int n, const float* power, float* out) override {
    check_items(params_, n);
    parallel_range(n * params_.frames, frames_per_part, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t f = begin; f < end; ++f) frame(power + f * params_.bins, out + f * bands());
    });
  }

 private:
  std::int64_t bands() const { return params_.bands; }

  void frame(const float* power, float* out) const {
    for (std::int64_t b = 0; b < bands(); ++b) {
      const MelBand& band = filters_.bands[static_cast<std::size_t>(b)];
      const float* weights = filters_.weights.data() + band.offset;
      const float* bins = power + band.start;
      float total = 0;
      for (std::int32_t i = 0; i < band.length; ++i) total += weights[i] * bins[i];
      out[b] = total;
    }
    if (params_.log)
      for (std::int64_t b = 0; b < bands(); ++b)
        out[b] = math::log_scale(out[b], params_.log_offset);
  }

  MelLogParams params_;
  MelFilters filters_;
};

}  // namespace

std::unique_ptr<MelLog> CpuBackend::make_mel_log(const MelLogParams& params) {
  check_mel_log(params);
  return std::make_unique<CpuMelLog>(params);
}

}  // namespace canopy::cpu
