// Windows -> windows of mean 0 and RMS 1.
// Bytes moved: 12 per sample: read twice (the second time from the L2 cache, which holds a batch)
// and written once. One block per window, so that its sums need no second launch.
#include "ops/rms_normalise.h"

#include "cuda/backend.h"
#include "cuda/reduce.h"
#include "cuda/unroll.h"
#include "ops/math/rms_normalise.h"

namespace canopy::cuda {
namespace {

constexpr int window_threads = 1024;

__global__ void __launch_bounds__(window_threads)
    rms_normalise_windows(std::int64_t samples, const float* waves, std::int64_t stride,
                          float* out) {
  const float* from = waves + blockIdx.x * stride;
  float* to = out + blockIdx.x * samples;
  double sum = 0, squares = 0;
  CANOPY_UNROLL_BY(8)
  for (std::int64_t k = threadIdx.x; k < samples; k += window_threads) {
    const double v = static_cast<double>(from[k]);
    sum += v;
    squares += v * v;
  }
  sum = block_sum(sum);
  squares = block_sum(squares);
  const math::RmsChange change = math::rms_change(sum, squares, samples);
  CANOPY_UNROLL_BY(8)
  for (std::int64_t k = threadIdx.x; k < samples; k += window_threads)
    to[k] = math::rms_normalised(from[k], change);
}

class CudaRmsNormalise final : public RmsNormalise {
 public:
  explicit CudaRmsNormalise(const RmsNormaliseParams& p) : p_(p) {}

  void run(Stream& stream, int n, const float* waves, std::int64_t stride, float* out) override {
    check_items(p_, n);
    launch(stream, {"rms_normalise_windows", dim3(static_cast<unsigned>(n)), dim3(window_threads)},
           rms_normalise_windows, p_.samples, waves, stride, out);
  }

 private:
  RmsNormaliseParams p_;
};

}  // namespace

std::unique_ptr<RmsNormalise> CudaBackend::make_rms_normalise(const RmsNormaliseParams& p) {
  check_rms_normalise(p);
  return std::make_unique<CudaRmsNormalise>(p);
}

}  // namespace canopy::cuda
