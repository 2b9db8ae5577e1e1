// tune.json: what was tried and what was chosen.
#include <nlohmann/json.hpp>

#include "tune/tune.h"

namespace canopy {
namespace {

nlohmann::ordered_json to_json(const TuneTrial& trial) {
  return {{"threshold", trial.threshold},
          {"low_threshold", trial.peaks.low_threshold},
          {"smoothing_s", trial.peaks.smoothing_s},
          {"valley", trial.peaks.valley},
          {"min_distance_s", trial.peaks.min_distance_s},
          {"merge_gap_s", trial.peaks.merge_gap_s},
          {"min_duration_s", trial.peaks.min_duration_s},
          {"max_duration_s", trial.peaks.max_duration_s},
          {"margin_s", trial.peaks.margin_s},
          {"f1", trial.f1}};
}

}  // namespace

std::string tune_json(const TuneResult& result) {
  nlohmann::ordered_json by_threshold = nlohmann::ordered_json::array();
  for (const TuneTrial& trial : result.by_threshold)
    by_threshold.push_back({{"threshold", trial.threshold}, {"f1", trial.f1}});
  return nlohmann::ordered_json{
             {"chosen", to_json(result.chosen)},      {"best_f1", result.best_f1},
             {"true_calls", result.true_calls},       {"trials", result.trials},
             {"as_good_as_the_best", result.plateau}, {"f1_by_threshold", by_threshold}}
             .dump(2) +
         "\n";
}

}  // namespace canopy
