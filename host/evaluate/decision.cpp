#include "evaluate/decision.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/counted.h"
#include "evaluate/calibration.h"
#include "evaluate/threshold.h"

namespace canopy {
namespace {

std::string number(double value) {
  return fmt::format("{:.4g}", value);
}

std::string aim_text(const DecisionConfig& config) {
  return config.aim == DecisionAim::best_f1
             ? "the highest F1"
             : fmt::format("the highest recall with a precision of at least {}",
                           number(config.precision));
}

/// Limited, because a threshold of the largest float below 1 could only be exceeded by 1 itself.
double probability(double logit) {
  constexpr double max_logit = 16;
  return 1 / (1 + std::exp(-std::min(max_logit, logit)));
}

std::optional<double> threshold_for(const DecisionConfig& config, const Scored& binary) {
  return config.aim == DecisionAim::best_f1 ? best_f1_threshold(binary)
                                            : precision_threshold(binary, config.precision);
}

/// Uses decision.temperature, which must be chosen first.
void choose_class_thresholds(const Scored& validation, const DecisionConfig& config,
                             const std::string& clips, Decision& decision) {
  std::string each, missed;
  for (std::size_t c = 0; c < validation.classes.size(); ++c) {
    const std::string& name = validation.classes[c];
    const std::optional<double> logit =
        threshold_for(config, class_pairs(validation, static_cast<std::int32_t>(c)));
    decision.class_thresholds.push_back(
        logit ? probability(*logit * validation.temperature / decision.temperature)
              : decision.threshold);
    each += fmt::format("{}{} {}", each.empty() ? "" : ", ", name,
                        number(decision.class_thresholds.back()));
    if (!logit) missed += (missed.empty() ? "" : ", ") + name;
  }
  decision.reached = missed.empty();
  decision.summary =
      fmt::format("thresholds {}, chosen for {} on {}", each, aim_text(config), clips);
  if (!missed.empty())
    decision.summary +=
        fmt::format("; no threshold reaches this for {}, so the config's is used", missed);
}

}  // namespace

Decision choose_decision(const Scored& validation, const TrainConfig& train) {
  const DecisionConfig& config = train.decision;
  Decision decision;
  decision.threshold = train.threshold;
  if (config.calibrate) decision.temperature = fit_temperature(validation);

  const std::string clips = counted(validation.clips.size(), "validation clip");
  if (config.aim != DecisionAim::fixed && validation.task == Task::binary) {
    const std::optional<double> logit = threshold_for(config, validation);
    decision.reached = logit.has_value();
    if (logit)
      decision.threshold = probability(*logit * validation.temperature / decision.temperature);
    const std::string threshold = "threshold " + number(decision.threshold);
    decision.summary =
        logit ? fmt::format("{}, chosen for {} on {}", threshold, aim_text(config), clips)
              : fmt::format("{}, from the config: no threshold reaches {} on {}", threshold,
                            aim_text(config), clips);
  } else if (config.aim != DecisionAim::fixed && validation.task == Task::multi_label) {
    choose_class_thresholds(validation, config, clips, decision);
  } else {
    decision.summary = fmt::format("threshold {}, from the config", number(decision.threshold));
  }
  if (config.calibrate)
    decision.summary +=
        fmt::format("; temperature {}, fitted on {}", number(decision.temperature), clips);
  return decision;
}

}  // namespace canopy
