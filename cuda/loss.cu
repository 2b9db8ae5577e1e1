// The output functions with their losses.
// Bytes moved: 16 to 20 per item and output, a few kilobytes per step, so only latency matters. A
// thread computes a binary item; a warp computes an item with several outputs, so that thousands of
// classes are not computed by a single thread.
#include "ops/loss.h"

#include "cuda/backend.h"
#include "cuda/reduce.h"
#include "ops/math/loss.h"

namespace canopy::cuda {
namespace {

__global__ void loss_binary(int n, LossParams p, LossTensors t) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (i >= n) return;
  t.probabilities[i] = math::sigmoid(t.logits[i]);
  if (!t.labels) return;
  const math::LossTarget target = math::loss_target(p, t, i);
  const math::LossValue value =
      math::binary_loss(t.logits[i], target, p.focal_gamma, p.label_smoothing);
  if (t.loss) t.loss[i] = target.weight * value.loss;
  if (t.dlogits) t.dlogits[i] = target.weight * value.gradient / static_cast<float>(n);
}

/// Divides the classes of an item among a warp's lanes.
struct WarpLanes {
  int first, step = static_cast<int>(warp_threads);

  __device__ float sum(float x) const { return warp_sum(x); }
  /// The first of equal maxima; NaN, which makes every sum NaN, is treated as the largest.
  __device__ math::Top top(math::Top x) const {
    for (int by = step / 2; by > 0; by /= 2) {
      const math::Top other{__shfl_xor_sync(all_lanes, x.value, by),
                            __shfl_xor_sync(all_lanes, x.place, by)};
      if (other.value > x.value || (other.value == x.value && other.place < x.place) ||
          (other.value != other.value && x.value == x.value))
        x = other;
    }
    return x;
  }
};

__global__ void loss_categorical(int n, LossParams p, LossTensors t) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.y + threadIdx.y;
  if (i >= n) return;  // the whole warp
  math::categorical_item(p, t, i, static_cast<float>(n), WarpLanes{static_cast<int>(threadIdx.x)});
}

__global__ void loss_multi_label(int n, LossParams p, LossTensors t) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.y + threadIdx.y;
  if (i >= n) return;  // the whole warp
  math::multi_label_item(p, t, i, static_cast<float>(n), WarpLanes{static_cast<int>(threadIdx.x)});
}

class CudaLoss final : public Loss {
 public:
  explicit CudaLoss(const LossParams& p) : p_(p) {}

  void run(Stream& stream, int n, const LossTensors& t) override {
    check_items(p_, n);
    if (p_.task == Task::binary) {
      launch(stream, over("loss_binary", n), loss_binary, n, p_, t);
      return;
    }
    constexpr int warps = 4;
    const bool multi_label = p_.task == Task::multi_label;
    launch(stream,
           {multi_label ? "loss_multi_label" : "loss_categorical", dim3(blocks_for(n, warps)),
            dim3(warp_threads, warps)},
           multi_label ? loss_multi_label : loss_categorical, n, p_, t);
  }

 private:
  LossParams p_;
};

}  // namespace

std::unique_ptr<Loss> CudaBackend::make_loss(const LossParams& p) {
  check_loss(p);
  return std::make_unique<CudaLoss>(p);
}

}  // namespace canopy::cuda
