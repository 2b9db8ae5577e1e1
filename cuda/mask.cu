// Masks of spectrograms.
// Bytes moved: 4 per value for the mean, and 4 per masked value. One block per image, so that its
// mean needs no second launch.
#include "cuda/backend.h"
#include "cuda/reduce.h"
#include "cuda/unroll.h"
#include "ops/math/mask.h"

namespace canopy::cuda {
namespace {

constexpr int image_threads = 1024;

__global__ void __launch_bounds__(image_threads)
    mask_images(MaskParams p, const StepScalars* step, float* images) {
  __shared__ math::MaskSpan spans[2 * math::max_masks];
  const std::int64_t item = blockIdx.x;
  const int masks = p.time_masks + p.band_masks, me = static_cast<int>(threadIdx.x);
  if (me < masks) spans[me] = math::mask_of(p, step->step, item, me);
  const std::int64_t size = p.frames * p.bands;
  float* image = images + item * size;
  double sum = 0;
  CANOPY_UNROLL_BY(8)
  for (std::int64_t k = me; k < size; k += image_threads) sum += static_cast<double>(image[k]);
  sum = block_sum(sum);  // this also synchronises, so that the spans are complete
  const auto mean = static_cast<float>(sum / static_cast<double>(size));
  for (std::int64_t k = me; k < size; k += image_threads)
    if (math::masked(p, spans, k / p.bands, k % p.bands)) image[k] = mean;
}

class CudaMask final : public Mask {
 public:
  explicit CudaMask(const MaskParams& p) : p_(p) {}

  void run(Stream& stream, int n, const StepScalars* step, float* images) override {
    check_items(p_, n);
    launch(stream, {"mask_images", dim3(static_cast<unsigned>(n)), dim3(image_threads)},
           mask_images, p_, step, images);
  }

 private:
  MaskParams p_;
};

}  // namespace

std::unique_ptr<Mask> CudaBackend::make_mask(const MaskParams& p) {
  check_mask(p);
  return std::make_unique<CudaMask>(p);
}

}  // namespace canopy::cuda
