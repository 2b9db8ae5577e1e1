// Clips with the scores a network gave them: what all figures of an evaluation are told from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace canopy {

struct ScoredClip {
  std::string name;        // shown to people
  std::string group;       // source recording
  std::int32_t label = 0;  // index into Scored::classes
  double loss = 0;         // cross-entropy of the probabilities
};

struct Scored {
  std::vector<std::string> classes;  // binary: {other, positive}
  bool binary = false;
  double temperature = 1;  // that the logits have been divided by already
  std::vector<ScoredClip> clips;
  std::vector<float> logits;         // [clips, outputs()]
  std::vector<float> probabilities;  // [clips, outputs()]

  std::size_t outputs() const { return binary ? 1 : classes.size(); }

  /// Takes up a clip with its logits[outputs()], telling probabilities and loss from them. Throws
  /// Error(not_a_number), naming the clip, when a logit is not finite.
  void add(const std::string& name, const std::string& group, std::int32_t label,
           const float* clip_logits);
};

/// The same clips with their logits divided by `temperature` in all.
Scored at_temperature(const Scored& scored, double temperature);

/// The classes that are ranked against the rest: the positive one alone, or each of N.
std::vector<std::int32_t> ranked_classes(const Scored& scored);

/// ln(p / (1 - p)) of a class of ranked_classes() for a clip.
double class_logit(const Scored& scored, std::size_t clip, std::int32_t of);

/// Binary: 1 for a probability above the threshold, else 0. Otherwise the first of the largest.
std::int32_t predicted_class(const Scored& scored, std::size_t clip, double threshold);

/// [classes, classes]: row true, column predicted.
std::vector<std::int64_t> confusion_of(const Scored& scored, double threshold);

struct RankedClip {
  double logit = 0;  // class_logit()
  bool positive = false;
  std::size_t clip = 0;
};

/// All clips from the highest score of class `of` down; of equals in the order of the clips.
std::vector<RankedClip> rank_clips(const Scored& scored, std::int32_t of);

}  // namespace canopy
