// Clips of a cache -> windows, placed and mixed.
// Bytes moved per sample: 4 written, and 4 read for each clip or background there. An item with a
// background is read twice (the second time from the L2 cache), and its clip a third time if the
// background fills. One block computes an item's level, one thread a sample.
#include "cuda/backend.h"
#include "cuda/reduce.h"
#include "cuda/unroll.h"
#include "ops/math/augment.h"

namespace canopy::cuda {
namespace {

constexpr int item_threads = 512;  // of augment_levels; more would spill registers
constexpr int item_warps = item_threads / static_cast<int>(warp_threads);

/// The RMS of the clip's quietest part; all threads of the block must call.
__device__ double quiet_level(const AugmentItem& item, const float* clip) {
  __shared__ double part_means[math::quiet_parts];
  const int lane = static_cast<int>(threadIdx.x % warp_threads);
  const std::int64_t length = item.clip.length;
  for (int part = static_cast<int>(threadIdx.x / warp_threads); part < math::quiet_parts;
       part += item_warps) {
    const std::int64_t begin = length * part / math::quiet_parts;
    const std::int64_t end = length * (part + 1) / math::quiet_parts;
    double sum = 0;
    CANOPY_UNROLL_BY(4)
    for (std::int64_t k = begin + lane; k < end; k += warp_threads)
      sum += static_cast<double>(clip[k]) * static_cast<double>(clip[k]);
    sum = warp_sum(sum);
    if (lane == 0) part_means[part] = end > begin ? sum / static_cast<double>(end - begin) : -1.0;
  }
  __syncthreads();
  double least = -1;
  for (int p = 0; p < math::quiet_parts; ++p)
    if (part_means[p] >= 0 && (least < 0 || part_means[p] < least)) least = part_means[p];
  return sqrt(least < 0 ? 0.0 : least);
}

/// levels[blockIdx.x]: the factor of the item's background.
__global__ void __launch_bounds__(item_threads)
    augment_levels(AugmentParams p, const float* rows, const AugmentItem* items, float* levels) {
  const AugmentItem item = items[blockIdx.x];
  if (item.background.kind == Background::none) return;  // the whole block
  math::AugmentSums sums;
  CANOPY_UNROLL_BY(4)
  for (std::int64_t t = threadIdx.x; t < p.clip_samples; t += item_threads)
    math::add_to_sums(sums, math::foreground(item, t, p.fade, rows, p.row_samples),
                      math::background_sample(item.background, t, rows, p.row_samples));
  sums.clips = block_sum(sums.clips);
  sums.under = block_sum(sums.under);
  sums.room = block_sum(sums.room);
  sums.covered = block_sum(sums.covered);
  const float* clip = rows + item.clip.row * p.row_samples + item.clip.first;
  const double quiet = item.background.kind == Background::fill ? quiet_level(item, clip) : 0.0;
  if (threadIdx.x == 0)
    levels[blockIdx.x] = math::background_gain(item, sums, p.clip_samples, quiet);
}

/// One thread per sample of item blockIdx.y.
__global__ void augment_windows(AugmentParams p, const float* rows, const AugmentItem* items,
                                const float* levels, float* windows) {
  const std::int64_t t = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (t >= p.clip_samples) return;
  const AugmentItem item = items[blockIdx.y];
  const math::Foreground f = math::foreground(item, t, p.fade, rows, p.row_samples);
  float sample = item.gain * f.sample;
  if (item.background.kind != Background::none)
    sample = math::augmented_sample(
        item, f, math::background_sample(item.background, t, rows, p.row_samples),
        levels[blockIdx.y]);
  windows[blockIdx.y * p.clip_samples + t] = sample;
}

class CudaAugment final : public Augment {
 public:
  CudaAugment(Backend& backend, const AugmentParams& p) : p_(p) {
    levels_ = allocate_floats(backend, p.max_items);
  }

  void run(Stream& stream, int n, const float* rows, const AugmentItem* items,
           float* windows) override {
    check_items(p_, n);
    const auto blocks = static_cast<unsigned>(n);
    launch(stream, {"augment_levels", dim3(blocks), dim3(item_threads)}, augment_levels, p_, rows,
           items, levels_.floats());
    Launch shape = over("augment_windows", p_.clip_samples);
    shape.grid.y = blocks;
    launch(stream, shape, augment_windows, p_, rows, items, levels_.floats(), windows);
  }

 private:
  AugmentParams p_;
  Buffer levels_;
};

}  // namespace

std::unique_ptr<Augment> CudaBackend::make_augment(const AugmentParams& p) {
  check_augment(p);
  return std::make_unique<CudaAugment>(*this, p);
}

}  // namespace canopy::cuda
