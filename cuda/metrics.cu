// Counts on the device.
// Bytes moved: 4 * outputs + 8 an item, a few kilobytes a step. One block does it, so the loss's
// sum has one order; the counts are integers, whose atomics may come in any order.
#include "ops/metrics.h"

#include <cmath>
#include <cstring>
#include <stdexcept>

#include "cuda/backend.h"
#include "cuda/reduce.h"
#include "cuda/stream.h"
#include "ops/math/metrics.h"

namespace canopy::cuda {
namespace {

using Count = unsigned long long;  // what atomicAdd takes

/// The head of the block; the confusion matrix follows as classes * classes counts.
struct Counters {
  double loss_sum;
  Count items;
  Count not_finite;
};

struct Shape {
  int classes, outputs;
  float threshold;
};

/// In one block; a thread takes every block_threads-th item. loss may be null.
__global__ void metrics_accumulate(Shape shape, int n, const float* probabilities,
                                   const std::int32_t* labels, const float* loss,
                                   Counters* counters) {
  Count* confusion = reinterpret_cast<Count*>(counters + 1);
  double loss_sum = 0;
  int not_finite = 0;
  for (int i = static_cast<int>(threadIdx.x); i < n; i += block_threads) {
    const float* p = probabilities + static_cast<std::int64_t>(i) * shape.outputs;
    bool finite = !loss || std::isfinite(loss[i]);
    for (int c = 0; c < shape.outputs; ++c) finite = finite && std::isfinite(p[c]);
    const std::int32_t label = labels[i];
    // A label out of range has a loss of NaN; without losses it is caught here.
    if (!finite || label < 0 || label >= shape.classes) {
      ++not_finite;
      continue;
    }
    if (loss) loss_sum += static_cast<double>(loss[i]);
    const int predicted = math::predicted_class(p, shape.outputs, shape.threshold);
    atomicAdd(&confusion[static_cast<std::int64_t>(label) * shape.classes + predicted], Count{1});
  }
  loss_sum = block_sum(loss_sum);
  not_finite = block_sum(not_finite);
  if (threadIdx.x > 0) return;
  counters->loss_sum += loss_sum;
  counters->items += static_cast<Count>(n);
  counters->not_finite += static_cast<Count>(not_finite);
}

class CudaMetrics final : public Metrics {
 public:
  explicit CudaMetrics(const MetricsParams& p) : p_(p) {}

  std::size_t bytes() const override { return sizeof(Counters) + cells() * sizeof(Count); }

  void reset(Stream& stream, void* counters) override {
    CANOPY_CUDA(cudaMemsetAsync(counters, 0, bytes(), handle(stream)));
  }

  void accumulate(Stream& stream, int n, const float* probabilities, const std::int32_t* labels,
                  const float* loss, void* counters) override {
    launch(stream, {"metrics_accumulate", dim3(1), dim3(block_threads)}, metrics_accumulate,
           Shape{p_.classes, p_.outputs, p_.threshold}, n, probabilities, labels, loss,
           static_cast<Counters*>(counters));
  }

  MetricsCounts read(const void* host_block) const override {
    Counters head;
    std::memcpy(&head, host_block, sizeof head);
    MetricsCounts counts;
    counts.loss_sum = head.loss_sum;
    counts.items = static_cast<std::int64_t>(head.items);
    counts.not_finite = static_cast<std::int64_t>(head.not_finite);
    counts.confusion.resize(cells());
    std::memcpy(counts.confusion.data(), static_cast<const char*>(host_block) + sizeof head,
                counts.confusion.size() * sizeof(Count));
    return counts;
  }

 private:
  std::size_t cells() const {
    return static_cast<std::size_t>(p_.classes) * static_cast<std::size_t>(p_.classes);
  }

  MetricsParams p_;
};

}  // namespace

std::unique_ptr<Metrics> CudaBackend::make_metrics(const MetricsParams& p) {
  if (p.classes < 1 || p.max_items < 1 || (p.outputs != p.classes && p.outputs != 1) ||
      (p.outputs == 1 && p.classes > 2))
    throw std::invalid_argument("metrics: one output for two classes, or one for each class");
  return std::make_unique<CudaMetrics>(p);
}

}  // namespace canopy::cuda
