// A moving average of weights.
// Bytes moved: 12 per element (the value and the average read, the average written).
#include "ops/moving_average.h"

#include "cuda/backend.h"
#include "cuda/launch.h"
#include "ops/math/moving_average.h"

namespace canopy::cuda {
namespace {

__global__ void average(std::int64_t count, const StepScalars* step, const float* value,
                        float min_share, float* mean) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < count) mean[i] = averaged(mean[i], value[i], average_share(step->step, min_share));
}

class CudaMovingAverage final : public MovingAverage {
 public:
  explicit CudaMovingAverage(const MovingAverageParams& p) : share_(p.share) {}

  void run(Stream& stream, std::int64_t count, const StepScalars* step, const float* value,
           float* mean) override {
    if (count > 0)
      launch(stream, over("average", count), average, count, step, value, share_, mean);
  }

 private:
  float share_;
};

}  // namespace

std::unique_ptr<MovingAverage> CudaBackend::make_moving_average(const MovingAverageParams& p) {
  check_moving_average(p);
  return std::make_unique<CudaMovingAverage>(p);
}

}  // namespace canopy::cuda
