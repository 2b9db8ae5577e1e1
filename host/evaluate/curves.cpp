#include "evaluate/curves.h"

#include <cmath>

#include "evaluate/ranking.h"

namespace canopy {

Curve curve_of(const Scored& scored, std::int32_t class_index) {
  Curve curve;
  curve.class_index = class_index;
  const std::vector<RankedClip> ranked = rank_clips(scored, class_index);
  for (const RankedClip& clip : ranked) ++(clip.positive ? curve.positives : curve.negatives);
  Ranking ranking;
  std::int64_t tp = 0, fp = 0;
  for (std::size_t i = 0; i < ranked.size();) {
    const double logit = ranked[i].logit;
    const std::int64_t tp_before = tp, fp_before = fp;
    for (; i < ranked.size() && ranked[i].logit == logit; ++i) ++(ranked[i].positive ? tp : fp);
    ranking.add(static_cast<double>(tp - tp_before), static_cast<double>(fp - fp_before));
    const auto hits = static_cast<double>(tp), alarms = static_cast<double>(fp);
    curve.points.push_back({1 / (1 + std::exp(-logit)), tp, fp, hits / (hits + alarms),
                            hits / static_cast<double>(curve.positives),
                            alarms / static_cast<double>(curve.negatives)});
  }
  curve.average_precision = ranking.average_precision();
  curve.roc_auc = ranking.roc_auc();
  return curve;
}

std::vector<Curve> curves_of(const Scored& scored) {
  std::vector<Curve> curves;
  for (const std::int32_t c : ranked_classes(scored)) curves.push_back(curve_of(scored, c));
  return curves;
}

}  // namespace canopy
