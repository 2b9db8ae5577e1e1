#include "ops/metrics.h"

#include <cmath>
#include <cstring>
#include <stdexcept>

#include "cpu/backend.h"
#include "ops/math/metrics.h"

namespace canopy::cpu {
namespace {

/// The head of the block; the confusion matrix follows as classes * classes std::int64_t.
struct Counters {
  double loss_sum;
  std::int64_t items;
  std::int64_t not_finite;
};

class CpuMetrics final : public Metrics {
 public:
  explicit CpuMetrics(const MetricsParams& p) : p_(p) {}

  std::size_t bytes() const override {
    return sizeof(Counters) + static_cast<std::size_t>(cells()) * sizeof(std::int64_t);
  }

  void reset(Stream&, void* counters) override { std::memset(counters, 0, bytes()); }

  void accumulate(Stream&, int n, const float* probabilities, const std::int32_t* labels,
                  const float* loss, void* counters) override {
    auto& head = *static_cast<Counters*>(counters);
    auto* confusion = reinterpret_cast<std::int64_t*>(&head + 1);
    for (std::int64_t i = 0; i < n; ++i) {
      const float* p = probabilities + i * p_.outputs;
      ++head.items;
      bool finite = !loss || std::isfinite(loss[i]);
      for (int c = 0; c < p_.outputs; ++c) finite = finite && std::isfinite(p[c]);
      // A label out of range has a loss of NaN; without losses it is caught here.
      if (!finite || labels[i] < 0 || labels[i] >= p_.classes) {
        ++head.not_finite;
        continue;
      }
      if (loss) head.loss_sum += static_cast<double>(loss[i]);
      const int predicted = math::predicted_class(p, p_.outputs, p_.threshold);
      ++confusion[std::int64_t{labels[i]} * p_.classes + predicted];
    }
  }

  MetricsCounts read(const void* host_block) const override {
    Counters head;
    std::memcpy(&head, host_block, sizeof head);
    MetricsCounts counts;
    counts.loss_sum = head.loss_sum;
    counts.items = head.items;
    counts.not_finite = head.not_finite;
    counts.confusion.resize(static_cast<std::size_t>(cells()));
    std::memcpy(counts.confusion.data(), static_cast<const char*>(host_block) + sizeof head,
                counts.confusion.size() * sizeof(std::int64_t));
    return counts;
  }

 private:
  std::int64_t cells() const { return std::int64_t{p_.classes} * p_.classes; }

  MetricsParams p_;
};

}  // namespace

std::unique_ptr<Metrics> CpuBackend::make_metrics(const MetricsParams& p) {
  if (p.classes < 1 || p.max_items < 1 || (p.outputs != p.classes && p.outputs != 1) ||
      (p.outputs == 1 && p.classes > 2))
    throw std::invalid_argument("metrics: one output for two classes, or one for each class");
  return std::make_unique<CpuMetrics>(p);
}

}  // namespace canopy::cpu
