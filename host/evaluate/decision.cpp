#include "evaluate/decision.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>

#include "evaluate/calibration.h"
#include "evaluate/threshold.h"

namespace canopy {
namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

std::string aim_words(const DecisionConfig& decision) {
  return decision.aim == DecisionAim::best_f1
             ? "the highest F1"
             : "the highest recall with precision " + number(decision.precision);
}

/// The largest probability below 1 that a float holds would let nothing through but 1.
double probability(double logit) {
  constexpr double most = 16;
  return 1 / (1 + std::exp(-std::min(most, logit)));
}

std::optional<double> threshold_for(const DecisionConfig& asked, const Scored& binary) {
  return asked.aim == DecisionAim::best_f1 ? best_f1_threshold(binary)
                                           : precision_threshold(binary, asked.precision);
}

/// The decision's temperature is chosen already.
void decide_each(const Scored& validation, const DecisionConfig& asked, const std::string& clips,
                 Decision& decision) {
  std::string each, missed;
  for (std::size_t c = 0; c < validation.classes.size(); ++c) {
    const std::string& name = validation.classes[c];
    const std::optional<double> logit =
        threshold_for(asked, pairs_of(validation, static_cast<std::int32_t>(c)));
    decision.class_thresholds.push_back(
        logit ? probability(*logit * validation.temperature / decision.temperature)
              : decision.threshold);
    each += (each.empty() ? "" : ", ") + name + " " + number(decision.class_thresholds.back());
    if (!logit) missed += (missed.empty() ? "" : ", ") + name;
  }
  decision.reached = missed.empty();
  decision.words = "thresholds " + each + ", for " + aim_words(asked) + " on " + clips;
  if (!missed.empty())
    decision.words += "; no threshold reaches it for " + missed + ", which keep the config's";
}

}  // namespace

Decision choose_decision(const Scored& validation, const TrainConfig& train) {
  const DecisionConfig& asked = train.decision;
  Decision decision;
  decision.threshold = train.threshold;
  if (asked.calibrate) decision.temperature = fit_temperature(validation);

  const std::string clips = std::to_string(validation.clips.size()) + " validation clips";
  if (asked.aim != DecisionAim::fixed && validation.task == Task::binary) {
    const std::optional<double> logit = threshold_for(asked, validation);
    decision.reached = logit.has_value();
    if (logit)
      decision.threshold = probability(*logit * validation.temperature / decision.temperature);
    decision.words = "threshold " + number(decision.threshold) +
                     (logit ? ", for " + aim_words(asked) + " on " + clips
                            : " as the config has it: no threshold reaches " + aim_words(asked) +
                                  " on " + clips);
  } else if (asked.aim != DecisionAim::fixed && validation.task == Task::multi_label) {
    decide_each(validation, asked, clips, decision);
  } else {
    decision.words = "threshold " + number(decision.threshold) + ", as the config has it";
  }
  if (asked.calibrate)
    decision.words += "; temperature " + number(decision.temperature) + ", fitted on " + clips;
  return decision;
}

}  // namespace canopy
