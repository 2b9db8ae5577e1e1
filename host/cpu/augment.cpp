#include "ops/augment.h"

#include <algorithm>

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "ops/math/augment.h"

namespace canopy::cpu {
namespace {

class CpuAugment final : public Augment {
 public:
  explicit CpuAugment(const AugmentParams& p) : p_(p) {}

  void run(Stream&, int n, const float* rows, const AugmentItem* items, float* windows) override {
    check_items(p_, n);
    parallel_parts(n, [&](std::int64_t i) {
      float* window = windows + i * p_.clip_samples;
      if (items[i].background.kind == Background::none)
        place(items[i], rows, window);
      else
        mix(items[i], rows, window);
    });
  }

 private:
  void place(const AugmentItem& item, const float* rows, float* window) const {
    std::fill_n(window, p_.clip_samples, 0.0f);
    for (const AugmentPart& part : {item.clip, item.call}) {
      if (part.row < 0) continue;
      const std::int64_t begin = std::max<std::int64_t>(0, part.start);
      const std::int64_t end =
          std::min<std::int64_t>(p_.clip_samples, std::int64_t{part.start} + part.length);
      const float* from = rows + part.row * p_.row_samples + part.first - part.start;
      for (std::int64_t t = begin; t < end; ++t) window[t] = item.gain * from[t];
    }
  }

  void mix(const AugmentItem& item, const float* rows, float* window) const {
    const auto front = [&](std::int64_t t) {
      return math::foreground(item, t, p_.fade, rows, p_.row_samples);
    };
    const auto behind = [&](std::int64_t t) {
      return math::background_sample(item.background, t, rows, p_.row_samples);
    };
    math::AugmentSums sums;
    for (std::int64_t t = 0; t < p_.clip_samples; ++t) math::add_to_sums(sums, front(t), behind(t));
    const float level = math::background_gain(item, sums, p_.clip_samples, quiet(item, rows));
    for (std::int64_t t = 0; t < p_.clip_samples; ++t)
      window[t] = math::augmented_sample(item, front(t), behind(t), level);
  }

  double quiet(const AugmentItem& item, const float* rows) const {
    const float* clip = rows + item.clip.row * p_.row_samples + item.clip.first;
    const std::int64_t length = item.clip.length;
    double least = -1;
    for (std::int64_t part = 0; part < math::quiet_parts; ++part) {
      const std::int64_t begin = length * part / math::quiet_parts;
      const std::int64_t end = length * (part + 1) / math::quiet_parts;
      double sum = 0;
      for (std::int64_t k = begin; k < end; ++k)
        sum += static_cast<double>(clip[k]) * static_cast<double>(clip[k]);
      if (end == begin) continue;
      const double mean = sum / static_cast<double>(end - begin);
      if (least < 0 || mean < least) least = mean;
    }
    return std::sqrt(std::max(0.0, least));
  }

  AugmentParams p_;
};

}  // namespace

std::unique_ptr<Augment> CpuBackend::make_augment(const AugmentParams& p) {
  check_augment(p);
  return std::make_unique<CpuAugment>(p);
}

}  // namespace canopy::cpu
