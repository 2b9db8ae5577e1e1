// Clips with the scores a network gave them: what all figures of an evaluation are told from.
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
  double temperature = 1;  // that the logits have been divided by already
  std::vector<ScoredClip> clips;
  std::vector<float> logits;         // [clips, outputs()]
  std::vector<float> probabilities;  // [clips, outputs()]

  std::size_t outputs() const {
    return static_cast<std::size_t>(outputs_of(task, static_cast<int>(classes.size())));
  }
  bool has(std::size_t clip, std::int32_t c) const { return label_has(task, clips[clip].label, c); }

  /// Takes up a clip with its logits[outputs()], telling probabilities and loss from them. Throws
  /// Error(not_a_number), naming the clip, when a logit is not finite.
  void add(const std::string& name, const std::string& group, std::int32_t label,
           const float* clip_logits);
};

/// The same clips with their logits divided by `temperature` in all.
Scored at_temperature(const Scored& scored, double temperature);

/// Multi-label: each pair of a clip and a class (or those of one class) as a clip of a binary set,
/// {other, positive}, without names and sources. What is told of a binary set can so be told of
/// this one: each class is a binary decision of its own.
Scored all_pairs(const Scored& scored);
Scored pairs_of(const Scored& scored, std::int32_t of);

/// The classes that are ranked against the rest: the positive one alone, or each of N.
std::vector<std::int32_t> ranked_classes(const Scored& scored);

/// Whether the clip is taken for the class: its probability is above the threshold, or, of a
/// categorical network, the first of the highest.
bool taken_for(const Scored& scored, std::size_t clip, std::int32_t of,
               const Thresholds& thresholds);

/// ln(p / (1 - p)) of a class of ranked_classes() for a clip.
double class_logit(const Scored& scored, std::size_t clip, std::int32_t of);

/// The label of what the clip is taken for. Binary: 1 for a probability above the threshold, else
/// 0. Categorical: the first of the largest.
std::int32_t predicted_label(const Scored& scored, std::size_t clip, const Thresholds& thresholds);

/// As MetricsCounts::confusion has it (ops/metrics.h).
std::vector<std::int64_t> confusion_of(const Scored& scored, const Thresholds& thresholds);

struct RankedClip {
  double logit = 0;  // class_logit()
  bool positive = false;
  std::size_t clip = 0;
};

/// All clips from the highest score of class `of` down; of equals in the order of the clips.
std::vector<RankedClip> rank_clips(const Scored& scored, std::int32_t of);

}  // namespace canopy
