// Counts on the device.
// Bytes moved: 8 * outputs + 8 per item, a few kilobytes per step. A single block does the work, so
// that the losses are added in a fixed order; the counts are integers, for which the order of the
// atomics does not matter. The histograms of a softmax have their own kernel with one warp per
// item, so that thousands of classes are not computed by a single thread; those of one or up to 31
// sigmoids are additional atomics of the item's thread.
#include "ops/metrics.h"

#include <cmath>
#include <cstring>

#include "cuda/backend.h"
#include "cuda/reduce.h"
#include "cuda/stream.h"
#include "ops/math/metrics.h"

namespace canopy::cuda {
namespace {

using Count = unsigned long long;  // the 64-bit type of atomicAdd

/// The start of the block. It is followed by the confusion matrix (Count) and then by the
/// histograms (unsigned): for each output, its positives and then its negatives.
struct Counters {
  double loss_sum;
  Count items;
  Count not_finite;
};

struct Shape {
  Task task;
  int classes, outputs;
  float threshold;
};

/// Whether item i's loss and its probabilities of classes lane, lane + lanes, ... are finite.
__device__ bool finite_item(const Shape& shape, const MetricsTensors& t, std::int64_t i, int lane,
                            int lanes) {
  bool finite = !t.loss || std::isfinite(t.loss[i]);
  for (int c = lane; c < shape.outputs; c += lanes)
    finite = finite && std::isfinite(t.probabilities[i * shape.outputs + c]);
  return finite;
}

/// One block; a thread handles every block_threads-th item. `histograms` may be null.
__global__ void metrics_accumulate(Shape shape, int n, MetricsTensors t, Counters* counters,
                                   unsigned* histograms) {
  Count* confusion = reinterpret_cast<Count*>(counters + 1);
  double loss_sum = 0;
  int not_finite = 0;
  for (int i = static_cast<int>(threadIdx.x); i < n; i += block_threads) {
    const float* p = t.probabilities + static_cast<std::int64_t>(i) * shape.outputs;
    const std::int32_t label = t.labels[i];
    // A label out of range has a loss of NaN; if there are no losses, it is caught here.
    if (!finite_item(shape, t, i, 0, 1) || !label_exists(shape.task, label, shape.classes)) {
      ++not_finite;
      continue;
    }
    if (t.loss) loss_sum += static_cast<double>(t.loss[i]);
    const int answers = shape.task == Task::multi_label ? shape.classes : 1;
    for (int c = 0; c < answers; ++c) {
      atomicAdd(
          &confusion[math::confusion_cell(shape.task, shape.classes, p, shape.threshold, label, c)],
          Count{1});
      if (histograms)
        atomicAdd(
            &histograms[math::score_index(
                shape.task, label, c, t.logits[static_cast<std::int64_t>(i) * shape.outputs + c])],
            1u);
    }
  }
  loss_sum = block_sum(loss_sum);
  not_finite = block_sum(not_finite);
  if (threadIdx.x > 0) return;
  counters->loss_sum += loss_sum;
  counters->items += static_cast<Count>(n);
  counters->not_finite += static_cast<Count>(not_finite);
}

/// For a softmax: each class's score against the rest, one warp per item.
__global__ void metrics_histograms(Shape shape, int n, MetricsTensors t, unsigned* histograms) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.y + threadIdx.y;
  if (i >= n) return;  // the whole warp
  const int lane = static_cast<int>(threadIdx.x), lanes = static_cast<int>(warp_threads);
  const std::int32_t label = t.labels[i];
  const bool valid =
      finite_item(shape, t, i, lane, lanes) && label_exists(shape.task, label, shape.classes);
  if (warp_sum(valid ? 0 : 1) > 0) return;  // the whole warp

  const float* logits = t.logits + i * shape.outputs;
  float top = -INFINITY;
  for (int c = lane; c < shape.outputs; c += lanes) top = fmaxf(top, logits[c]);
  for (int step = lanes / 2; step > 0; step /= 2)
    top = fmaxf(top, __shfl_xor_sync(all_lanes, top, step));
  float tops = 0, below = 0;
  for (int c = lane; c < shape.outputs; c += lanes)
    if (logits[c] < top)
      below += expf(logits[c] - top);
    else
      tops += 1;
  tops = warp_sum(tops);
  below = warp_sum(below);
  for (int c = lane; c < shape.outputs; c += lanes) {
    const float score = math::logit_against_rest(logits[c], top, tops, below);
    atomicAdd(&histograms[math::score_index(shape.task, label, c, score)], 1u);
  }
}

class CudaMetrics final : public Metrics {
 public:
  explicit CudaMetrics(const MetricsParams& p) : p_(p) {}

  std::size_t bytes() const override {
    return sizeof(Counters) + cells() * sizeof(Count) + bins() * sizeof(unsigned);
  }

  void reset(Stream& stream, void* counters) override {
    CANOPY_CUDA(cudaMemsetAsync(counters, 0, bytes(), handle(stream)));
  }

  void accumulate(Stream& stream, int n, const MetricsTensors& t, void* counters) override {
    check_items(p_, n);
    auto* head = static_cast<Counters*>(counters);
    auto* histograms = reinterpret_cast<unsigned*>(reinterpret_cast<Count*>(head + 1) + cells());
    const Shape shape{p_.task, p_.classes, p_.outputs(), p_.threshold};
    const bool sigmoids = p_.task != Task::categorical;
    launch(stream, {"metrics_accumulate", dim3(1), dim3(block_threads)}, metrics_accumulate, shape,
           n, t, head, sigmoids && t.logits ? histograms : nullptr);
    if (sigmoids || !t.logits) return;
    constexpr int warps = 4;
    launch(stream, {"metrics_histograms", dim3(blocks_for(n, warps)), dim3(warp_threads, warps)},
           metrics_histograms, shape, n, t, histograms);
  }

  MetricsCounts read(const void* host_block) const override {
    Counters head;
    std::memcpy(&head, host_block, sizeof head);
    MetricsCounts counts;
    counts.loss_sum = head.loss_sum;
    counts.items = static_cast<std::int64_t>(head.items);
    counts.not_finite = static_cast<std::int64_t>(head.not_finite);
    const char* confusion = static_cast<const char*>(host_block) + sizeof head;
    counts.confusion.resize(cells());
    std::memcpy(counts.confusion.data(), confusion, cells() * sizeof(Count));
    std::vector<unsigned> histograms(bins());
    std::memcpy(histograms.data(), confusion + cells() * sizeof(Count), bins() * sizeof(unsigned));
    for (std::size_t at = 0; at < bins(); at += 2 * score_bins) {
      const auto middle = histograms.begin() + static_cast<std::ptrdiff_t>(at) + score_bins;
      counts.positives.insert(counts.positives.end(), middle - score_bins, middle);
      counts.negatives.insert(counts.negatives.end(), middle, middle + score_bins);
    }
    return counts;
  }

 private:
  std::size_t cells() const { return confusion_cells(p_.task, p_.classes); }
  std::size_t bins() const { return static_cast<std::size_t>(p_.outputs()) * 2 * score_bins; }

  MetricsParams p_;
};

}  // namespace

std::unique_ptr<Metrics> CudaBackend::make_metrics(const MetricsParams& p) {
  check_metrics(p);
  return std::make_unique<CudaMetrics>(p);
}

}  // namespace canopy::cuda
