// The output functions with their losses.
// Bytes moved: 16 to 20 an item and output, a few kilobytes a step: what counts is latency. A
// binary item is a thread's work; a categorical one a warp's, so that thousands of classes do not
// wait for one thread.
#include "ops/loss.h"

#include <stdexcept>

#include "cuda/backend.h"
#include "cuda/reduce.h"
#include "ops/math/loss.h"

namespace canopy::cuda {
namespace {

/// The label's weight; the loss of a label that does not exist is NaN anyway.
__device__ float weight_of(const LossTensors& t, int classes, std::int32_t label) {
  return t.class_weights && label >= 0 && label < classes ? t.class_weights[label] : 1.0f;
}

__global__ void loss_binary(int n, LossTensors t) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (i >= n) return;
  t.probabilities[i] = math::sigmoid(t.logits[i]);
  if (!t.labels) return;
  const math::LossValue value = math::binary_loss(t.logits[i], t.labels[i]);
  const float w = weight_of(t, 2, t.labels[i]);
  if (t.loss) t.loss[i] = w * value.loss;
  if (t.dlogits) t.dlogits[i] = w * value.gradient / static_cast<float>(n);
}

struct Top {
  float value;
  int place;
};

/// The first of the warp's largest logits; a NaN, which makes every sum NaN, counts as larger.
__device__ Top warp_top(const float* logits, int classes, int lane) {
  Top top{-INFINITY, classes};
  for (int c = lane; c < classes; c += static_cast<int>(warp_threads))
    if (top.place == classes || logits[c] > top.value) top = {logits[c], c};
  for (int step = static_cast<int>(warp_threads) / 2; step > 0; step /= 2) {
    const Top other{__shfl_xor_sync(all_lanes, top.value, step),
                    __shfl_xor_sync(all_lanes, top.place, step)};
    if (other.value > top.value || (other.value == top.value && other.place < top.place) ||
        (other.value != other.value && top.value == top.value))
      top = other;
  }
  return top;
}

/// Item i of a batch, by a warp: probabilities, and loss and gradient as math/loss.h has them, with
/// the warp's sums in place of its loops.
__global__ void loss_categorical(int n, int classes, LossTensors t) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.y + threadIdx.y;
  if (i >= n) return;  // the whole warp
  const int lane = static_cast<int>(threadIdx.x), step = static_cast<int>(warp_threads);
  const float* logits = t.logits + i * classes;
  float* probabilities = t.probabilities + i * classes;
  const Top top = warp_top(logits, classes, lane);
  float others = 0;  // exponentials of all but the top, whose own is 1
  for (int c = lane; c < classes; c += step)
    if (c != top.place) others += expf(logits[c] - top.value);
  others = warp_sum(others);
  for (int c = lane; c < classes; c += step)
    probabilities[c] = expf(logits[c] - top.value) / (1.0f + others);
  if (!t.labels) return;

  const std::int32_t label = t.labels[i];
  const bool known = label >= 0 && label < classes;
  const float w = weight_of(t, classes, label);
  if (t.loss && lane == 0)
    t.loss[i] = known ? w * (log1pf(others) + (top.value - logits[label])) : NAN;
  if (!t.dlogits) return;
  float wrong = 0;  // 1 - p of the label, without its cancellation near p = 1
  for (int c = lane; c < classes; c += step)
    if (c != label) wrong += probabilities[c];  // this lane wrote them
  wrong = warp_sum(wrong);
  for (int c = lane; c < classes; c += step) {
    const float gradient = !known ? NAN : c == label ? -wrong : probabilities[c];
    t.dlogits[i * classes + c] = w * gradient / static_cast<float>(n);
  }
}

class CudaLoss final : public Loss {
 public:
  explicit CudaLoss(const LossParams& p) : p_(p) {}

  void run(Stream& stream, int n, const LossTensors& t) override {
    if (p_.kind == LossKind::binary) {
      launch(stream, over("loss_binary", n), loss_binary, n, t);
      return;
    }
    constexpr int warps = 4;
    launch(stream, {"loss_categorical", dim3(blocks_for(n, warps)), dim3(warp_threads, warps)},
           loss_categorical, n, p_.classes, t);
  }

 private:
  LossParams p_;
};

}  // namespace

std::unique_ptr<Loss> CudaBackend::make_loss(const LossParams& p) {
  if (p.max_items < 1) throw std::invalid_argument("loss: items must be at least 1");
  if (p.kind == LossKind::binary ? p.classes != 2 : p.classes < 1)
    throw std::invalid_argument("loss: a binary loss has 2 classes, a categorical one at least 1");
  return std::make_unique<CudaLoss>(p);
}

}  // namespace canopy::cuda
