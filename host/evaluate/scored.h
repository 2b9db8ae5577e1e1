// Clips with the scores a network gave them: the input of every evaluation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/task.h"

namespace canopy {

struct ScoredClip {
  std::string name;        // shown to people
  std::string group;       // source recording
  std::int32_t label = 0;  // see base/task.h
  double loss = 0;         // cross-entropy of the probabilities; multi-label: its mean over classes
};

struct Scored {
  std::vector<std::string> classes;  // binary: {other, positive}
  Task task = Task::categorical;
  double temperature = 1;  // the logits have already been divided by this
  std::vector<ScoredClip> clips;
  std::vector<float> logits;         // [clips, outputs()]
  std::vector<float> probabilities;  // [clips, outputs()]

  std::size_t outputs() const {
    return static_cast<std::size_t>(outputs_of(task, static_cast<int>(classes.size())));
  }
  bool has(std::size_t clip, std::int32_t c) const { return label_has(task, clips[clip].label, c); }

  /// Appends a clip and computes its probabilities and loss from clip_logits[outputs()]. Throws
  /// Error(not_a_number) with the clip's name if a logit is not finite.
  void add(const std::string& name, const std::string& group, std::int32_t label,
           const float* clip_logits);
};

/// The same clips at a total temperature of `temperature`.
Scored at_temperature(const Scored& scored, double temperature);

/// A multi-label set as a binary set {other, positive}: its items are all pairs of a clip and a
/// class, or those of one class. Names and sources are empty.
Scored all_pairs(const Scored& scored);
Scored class_pairs(const Scored& scored, std::int32_t class_index);

/// The classes that are ranked against the rest: only the positive class if binary, else all.
std::vector<std::int32_t> ranked_classes(const Scored& scored);

/// The label predicted for the clip. Binary: 1 if the probability exceeds the threshold, else 0.
/// Categorical: the class with the highest probability, the first one if there are several.
/// Multi-label: all classes whose probabilities exceed their thresholds.
std::int32_t predicted_label(const Scored& scored, std::size_t clip, const Thresholds& thresholds);

/// Whether the class is (one of those) in predicted_label().
bool is_predicted_as(const Scored& scored, std::size_t clip, std::int32_t class_index,
                     const Thresholds& thresholds);

/// ln(p / (1 - p)) of a clip's probability p for a class in ranked_classes().
double class_logit(const Scored& scored, std::size_t clip, std::int32_t class_index);

/// Laid out as MetricsCounts::confusion (ops/metrics.h).
std::vector<std::int64_t> confusion_of(const Scored& scored, const Thresholds& thresholds);

struct RankedClip {
  double logit = 0;  // class_logit()
  bool positive = false;
  std::size_t clip = 0;
};

/// All clips by their score for the class, highest first; clips with equal scores keep their order.
std::vector<RankedClip> rank_clips(const Scored& scored, std::int32_t class_index);

}  // namespace canopy
