#include "evaluate/bootstrap.h"

#include <algorithm>
#include <map>
#include <string>

#include "base/philox.h"
#include "evaluate/ranking.h"
#include "evaluate/resampling.h"

namespace canopy {
namespace {

using Weights = std::vector<double>;  // [sources], how often each was drawn

struct Metrics {
  double precision = 0, recall = 0, f1 = 0, average_precision = 0, roc_auc = 0;
};

/// Clips in the resample.
struct Counts {
  double tp = 0, predicted = 0, positives = 0;
  double precision() const { return predicted > 0 ? tp / predicted : 0; }
  double recall() const { return positives > 0 ? tp / positives : 0; }
  double f1() const { return predicted + positives > 0 ? 2 * tp / (predicted + positives) : 0; }
};

/// One class against the rest: its metrics for any weights of the sources.
class WeightedClass {
 public:
  WeightedClass(const Scored& scored, std::int32_t class_index, const Thresholds& thresholds,
                const std::vector<std::size_t>& source, std::size_t sources)
      : tp_(sources), fp_(sources), positives_(sources) {
    for (const RankedClip& ranked : rank_clips(scored, class_index)) {
      const std::size_t s = source[ranked.clip];
      clips_.push_back({ranked.logit, s, ranked.positive});
      const bool predicted = is_predicted_as(scored, ranked.clip, class_index, thresholds);
      tp_[s] += predicted && ranked.positive;
      fp_[s] += predicted && !ranked.positive;
      positives_[s] += ranked.positive;
    }
  }

  /// Adds this class's counts to `all` and its metrics to `sum`. If the resample has no positives
  /// or no negatives, `sum` is unchanged and the result is false.
  bool add(const Weights& weights, Metrics& sum, Counts& all) const {
    const Counts own = counts(weights);
    all.tp += own.tp;
    all.predicted += own.predicted;
    all.positives += own.positives;
    Ranking ranking;
    for (std::size_t i = 0; i < clips_.size();) {
      const double logit = clips_[i].logit;
      double drawn[2] = {};
      for (; i < clips_.size() && clips_[i].logit == logit; ++i)
        drawn[clips_[i].positive] += weights[clips_[i].source];
      if (drawn[0] + drawn[1] > 0) ranking.add(drawn[1], drawn[0]);
    }
    if (!ranking.has_both()) return false;
    sum.precision += own.precision();
    sum.recall += own.recall();
    sum.f1 += own.f1();
    sum.average_precision += ranking.average_precision();
    sum.roc_auc += ranking.roc_auc();
    return true;
  }

 private:
  Counts counts(const Weights& weights) const {
    Counts c;
    for (std::size_t s = 0; s < weights.size(); ++s) {
      c.tp += weights[s] * tp_[s];
      c.predicted += weights[s] * (tp_[s] + fp_[s]);
      c.positives += weights[s] * positives_[s];
    }
    return c;
  }

  struct Item {
    double logit;
    std::size_t source;
    bool positive;
  };
  std::vector<Item> clips_;                  // highest score first
  std::vector<double> tp_, fp_, positives_;  // [sources]
};

/// The index of each clip's source; sources are numbered in the order of their names.
std::vector<std::size_t> number_sources(const Scored& scored, std::size_t& sources) {
  std::map<std::string, std::size_t> numbers;
  for (const ScoredClip& clip : scored.clips) numbers[clip.group] = 0;
  sources = 0;
  for (auto& [name, number] : numbers) number = sources++;
  std::vector<std::size_t> source_of_clip;
  for (const ScoredClip& clip : scored.clips) source_of_clip.push_back(numbers[clip.group]);
  return source_of_clip;
}

Weights draw(std::uint64_t seed, std::uint64_t number, std::size_t sources) {
  Weights weights(sources);
  for (std::size_t k = 0; k < sources; ++k) {
    const std::uint64_t word = philox(seed, k / 4, number).v[k % 4];
    ++weights[static_cast<std::size_t>(word * sources >> 32)];
  }
  return weights;
}

Interval interval_of(const std::vector<Metrics>& draws, double Metrics::*member) {
  std::vector<double> values;
  for (const Metrics& metrics : draws) values.push_back(metrics.*member);
  std::sort(values.begin(), values.end());
  return {quantile(values, 0.025), quantile(values, 0.975)};
}

}  // namespace

std::optional<Intervals> bootstrap(const Scored& scored, const Thresholds& thresholds,
                                   const BootstrapOptions& options) {
  std::size_t sources = 0;
  const std::vector<std::size_t> source = number_sources(scored, sources);
  if (sources < 2) return std::nullopt;
  std::vector<WeightedClass> classes;
  for (const std::int32_t c : ranked_classes(scored))
    classes.emplace_back(scored, c, thresholds, source, sources);

  std::vector<Metrics> used;
  for (int k = 0; k < options.draws; ++k) {
    const Weights weights = draw(options.seed, static_cast<std::uint64_t>(k), sources);
    Metrics sum;
    Counts all;
    int ranked = 0;
    for (const WeightedClass& c : classes) ranked += c.add(weights, sum, all);
    if (ranked == 0) continue;
    for (double* value :
         {&sum.precision, &sum.recall, &sum.f1, &sum.average_precision, &sum.roc_auc})
      *value /= ranked;
    if (scored.task == Task::multi_label) {
      sum.precision = all.precision();
      sum.recall = all.recall();
      sum.f1 = all.f1();
    }
    used.push_back(sum);
  }
  if (used.empty() || 2 * used.size() < static_cast<std::size_t>(options.draws))
    return std::nullopt;
  Intervals result;
  result.precision = interval_of(used, &Metrics::precision);
  result.recall = interval_of(used, &Metrics::recall);
  result.f1 = interval_of(used, &Metrics::f1);
  result.average_precision = interval_of(used, &Metrics::average_precision);
  result.roc_auc = interval_of(used, &Metrics::roc_auc);
  result.draws = static_cast<int>(used.size());
  return result;
}

}  // namespace canopy
