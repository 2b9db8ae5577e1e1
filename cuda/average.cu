// A moving average of weights.
// Bytes moved: 12 an element (the value and the average read, the average written).
#include "ops/average.h"

#include "cuda/backend.h"
#include "cuda/launch.h"
#include "ops/math/average.h"

namespace canopy::cuda {
namespace {

__global__ void average(std::int64_t count, const StepScalars* step, const float* value,
                        float least, float* mean) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < count) mean[i] = averaged(mean[i], value[i], average_share(step->step, least));
}

class CudaAverage final : public Average {
 public:
  explicit CudaAverage(const AverageParams& p) : share_(p.share) {}

  void run(Stream& stream, std::int64_t count, const StepScalars* step, const float* value,
           float* mean) override {
    if (count > 0) launch(stream, over("average", count), average, count, step, value, share_,
                          mean);
  }

 private:
  float share_;
};

}  // namespace

std::unique_ptr<Average> CudaBackend::make_average(const AverageParams& p) {
  check_average(p);
  return std::make_unique<CudaAverage>(p);
}

}  // namespace canopy::cuda
