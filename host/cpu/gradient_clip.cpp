#include "ops/gradient_clip.h"

#include <algorithm>

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "ops/math/clip.h"

namespace canopy::cpu {
namespace {

constexpr std::int64_t max_parts = 64;

class CpuGradientClip final : public GradientClip {
 public:
  CpuGradientClip(const GradientClipParams& p, CpuBackend& backend)
      : p_(p), sums_(backend.allocate(max_parts * sizeof(double))) {}

  void run(Stream&, std::int64_t count, const float* gradient, int others, const double* squares,
           float* scale) override {
    const std::int64_t parts = std::clamp<std::int64_t>(count / 16384, 1, max_parts);
    double* sums = sums_.as<double>();
    parallel_parts(parts, [&](std::int64_t part) {
      const std::int64_t begin = count * part / parts, end = count * (part + 1) / parts;
      constexpr int lanes = 8;  // independent sums, which hide the latency of the addition
      double lane[lanes] = {};
      std::int64_t i = begin;
      for (; i + lanes <= end; i += lanes)
        for (int l = 0; l < lanes; ++l) lane[l] += square(gradient[i + l]);
      for (; i < end; ++i) lane[0] += square(gradient[i]);
      sums[part] = 0;
      for (double sum : lane) sums[part] += sum;
    });
    double total = 0;
    for (std::int64_t part = 0; part < parts; ++part) total += sums[part];
    for (int k = 0; k < others; ++k) total += squares[k];
    *scale = math::clip_scale(total, p_.max_norm);
  }

 private:
  static double square(float value) {
    return static_cast<double>(value) * static_cast<double>(value);
  }
  GradientClipParams p_;
  Buffer sums_;
};

}  // namespace

std::unique_ptr<GradientClip> CpuBackend::make_gradient_clip(const GradientClipParams& p) {
  check_gradient_clip(p);
  return std::make_unique<CpuGradientClip>(p, *this);
}

}  // namespace canopy::cpu
