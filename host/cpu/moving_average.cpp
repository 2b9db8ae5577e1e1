#include "ops/moving_average.h"

#include <algorithm>

#include "cpu/backend.h"
#include "cpu/parallel.h"
#include "ops/math/moving_average.h"

namespace canopy::cpu {
namespace {

constexpr std::int64_t piece = 1 << 16;  // elements

class CpuMovingAverage final : public MovingAverage {
 public:
  explicit CpuMovingAverage(const MovingAverageParams& p) : share_(p.share) {}

  void run(Stream&, std::int64_t count, const StepScalars* step, const float* value,
           float* average) override {
    const float share = average_share(step->step, share_);
    const auto part = [&](std::int64_t k) {
      const std::int64_t end = std::min(count, (k + 1) * piece);
      for (std::int64_t i = k * piece; i < end; ++i)
        average[i] = averaged(average[i], value[i], share);
    };
    if (count <= piece)
      part(0);
    else
      parallel_parts((count + piece - 1) / piece, part);
  }

 private:
  float share_;
};

}  // namespace

std::unique_ptr<MovingAverage> CpuBackend::make_moving_average(const MovingAverageParams& p) {
  check_moving_average(p);
  return std::make_unique<CpuMovingAverage>(p);
}

}  // namespace canopy::cpu
