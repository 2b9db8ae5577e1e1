#include "ops/metrics.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "cpu/backend.h"
#include "ops/math/metrics.h"

namespace canopy::cpu {
namespace {

/// The start of the block. It is followed by the confusion matrix (std::int64_t) and then by the
/// histograms (std::uint32_t): for each output, its positives and then its negatives.
struct Counters {
  double loss_sum;
  std::int64_t items;
  std::int64_t not_finite;
};

class CpuMetrics final : public Metrics {
 public:
  explicit CpuMetrics(const MetricsParams& p) : p_(p) {}

  std::size_t bytes() const override {
    return sizeof(Counters) + cells() * sizeof(std::int64_t) + bins() * sizeof(std::uint32_t);
  }

  void reset(Stream&, void* counters) override { std::memset(counters, 0, bytes()); }

  void accumulate(Stream&, int n, const MetricsTensors& t, void* counters) override {
    check_items(p_, n);
    auto& head = *static_cast<Counters*>(counters);
    auto* confusion = reinterpret_cast<std::int64_t*>(&head + 1);
    auto* histograms = reinterpret_cast<std::uint32_t*>(confusion + cells());
    for (std::int64_t i = 0; i < n; ++i) {
      const float* p = t.probabilities + i * p_.outputs();
      const std::int32_t label = t.labels[i];
      ++head.items;
      bool finite = !t.loss || std::isfinite(t.loss[i]);
      for (int c = 0; c < p_.outputs(); ++c) finite = finite && std::isfinite(p[c]);
      // A label out of range has a loss of NaN; if there are no losses, it is caught here.
      if (!finite || !label_exists(p_.task, label, p_.classes)) {
        ++head.not_finite;
        continue;
      }
      if (t.loss) head.loss_sum += static_cast<double>(t.loss[i]);
      for (int c = 0; c < answers(); ++c)
        ++confusion[math::confusion_cell(p_.task, p_.classes, p, p_.threshold, label, c)];
      if (t.logits) count_scores(t.logits + i * p_.outputs(), label, histograms);
    }
  }

  MetricsCounts read(const void* host_block) const override {
    Counters head;
    std::memcpy(&head, host_block, sizeof head);
    MetricsCounts counts;
    counts.loss_sum = head.loss_sum;
    counts.items = head.items;
    counts.not_finite = head.not_finite;
    const char* confusion = static_cast<const char*>(host_block) + sizeof head;
    counts.confusion.resize(cells());
    std::memcpy(counts.confusion.data(), confusion, cells() * sizeof(std::int64_t));
    std::vector<std::uint32_t> histograms(bins());
    std::memcpy(histograms.data(), confusion + cells() * sizeof(std::int64_t),
                bins() * sizeof(std::uint32_t));
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
  /// The number of entries that an item adds to the confusion matrix.
  int answers() const { return p_.task == Task::multi_label ? p_.classes : 1; }

  void count_scores(const float* logits, std::int32_t label, std::uint32_t* histograms) const {
    if (p_.task != Task::categorical) {
      for (int c = 0; c < p_.outputs(); ++c)
        ++histograms[math::score_index(p_.task, label, c, logits[c])];
      return;
    }
    const float top = *std::max_element(logits, logits + p_.outputs());
    float tops = 0, below = 0;
    for (int c = 0; c < p_.outputs(); ++c)
      if (logits[c] < top)
        below += std::exp(logits[c] - top);
      else
        tops += 1;
    for (int c = 0; c < p_.outputs(); ++c) {
      const float score = math::logit_against_rest(logits[c], top, tops, below);
      ++histograms[math::score_index(p_.task, label, c, score)];
    }
  }

  MetricsParams p_;
};

}  // namespace

std::unique_ptr<Metrics> CpuBackend::make_metrics(const MetricsParams& p) {
  check_metrics(p);
  return std::make_unique<CpuMetrics>(p);
}

}  // namespace canopy::cpu
