#include "evaluate/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "base/philox.h"
#include "evaluate/ranking.h"

namespace canopy {
namespace {

using Weights = std::vector<double>;  // how often each source was drawn

struct Figures {
  double precision = 0, recall = 0, f1 = 0, average_precision = 0, roc_auc = 0;
};

/// What was drawn, in clips.
struct Counts {
  double tp = 0, taken = 0, positives = 0;
  double precision() const { return taken > 0 ? tp / taken : 0; }
  double recall() const { return positives > 0 ? tp / positives : 0; }
  double f1() const { return taken + positives > 0 ? 2 * tp / (taken + positives) : 0; }
};

/// One class against the rest, ready to be weighed again and again.
class ClassFigures {
 public:
  ClassFigures(const Scored& scored, std::int32_t of, const Thresholds& thresholds,
               const std::vector<std::size_t>& source, std::size_t sources)
      : tp_(sources), fp_(sources), positives_(sources) {
    for (const RankedClip& ranked : rank_clips(scored, of)) {
      const std::size_t s = source[ranked.clip];
      clips_.push_back({ranked.logit, s, ranked.positive});
      const bool taken = taken_for(scored, ranked.clip, of, thresholds);
      tp_[s] += taken && ranked.positive;
      fp_[s] += taken && !ranked.positive;
      positives_[s] += ranked.positive;
    }
  }

  /// Adds to the sum and to the counts of all classes; only to these, and false, when the sources
  /// drawn lack positives or negatives.
  bool add(const Weights& weights, Figures& sum, Counts& all) const {
    const Counts own = counts(weights);
    all.tp += own.tp;
    all.taken += own.taken;
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
      c.taken += weights[s] * (tp_[s] + fp_[s]);
      c.positives += weights[s] * positives_[s];
    }
    return c;
  }

  struct Item {
    double logit;
    std::size_t source;
    bool positive;
  };
  std::vector<Item> clips_;                  // from the highest score down
  std::vector<double> tp_, fp_, positives_;  // of each source
};

/// The number of each clip's source, in the order of their names.
std::vector<std::size_t> number_sources(const Scored& scored, std::size_t& sources) {
  std::map<std::string, std::size_t> numbers;
  for (const ScoredClip& clip : scored.clips) numbers[clip.group] = 0;
  sources = 0;
  for (auto& [name, number] : numbers) number = sources++;
  std::vector<std::size_t> of;
  for (const ScoredClip& clip : scored.clips) of.push_back(numbers[clip.group]);
  return of;
}

Weights draw(std::uint64_t seed, std::uint64_t number, std::size_t sources) {
  Weights weights(sources);
  for (std::size_t k = 0; k < sources; ++k) {
    const std::uint64_t word = philox(seed, k / 4, number).v[k % 4];
    ++weights[static_cast<std::size_t>(word * sources >> 32)];
  }
  return weights;
}

/// Between the values, sorted, at a share of the way from the least to the most.
double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Interval interval_of(const std::vector<Figures>& draws, double Figures::*member) {
  std::vector<double> values;
  for (const Figures& figures : draws) values.push_back(figures.*member);
  std::sort(values.begin(), values.end());
  return {quantile(values, 0.025), quantile(values, 0.975)};
}

}  // namespace

std::optional<Intervals> bootstrap(const Scored& scored, const Thresholds& thresholds,
                                   const BootstrapOptions& options) {
  std::size_t sources = 0;
  const std::vector<std::size_t> source = number_sources(scored, sources);
  if (sources < 2) return std::nullopt;
  std::vector<ClassFigures> classes;
  for (const std::int32_t of : ranked_classes(scored))
    classes.emplace_back(scored, of, thresholds, source, sources);

  std::vector<Figures> counted;
  for (int k = 0; k < options.draws; ++k) {
    const Weights weights = draw(options.seed, static_cast<std::uint64_t>(k), sources);
    Figures sum;
    Counts all;
    int held = 0;
    for (const ClassFigures& c : classes) held += c.add(weights, sum, all);
    if (held == 0) continue;
    for (double* value :
         {&sum.precision, &sum.recall, &sum.f1, &sum.average_precision, &sum.roc_auc})
      *value /= held;
    if (scored.task == Task::multi_label) {
      sum.precision = all.precision();
      sum.recall = all.recall();
      sum.f1 = all.f1();
    }
    counted.push_back(sum);
  }
  if (counted.empty() || 2 * counted.size() < static_cast<std::size_t>(options.draws))
    return std::nullopt;
  Intervals result;
  result.precision = interval_of(counted, &Figures::precision);
  result.recall = interval_of(counted, &Figures::recall);
  result.f1 = interval_of(counted, &Figures::f1);
  result.average_precision = interval_of(counted, &Figures::average_precision);
  result.roc_auc = interval_of(counted, &Figures::roc_auc);
  result.draws = static_cast<int>(counted.size());
  return result;
}

}  // namespace canopy
