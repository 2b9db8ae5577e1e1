// How well a trained model does on labelled clips.
#pragma once

#include <string>
#include <vector>

#include "data/clips.h"
#include "model/classifier.h"
#include "report/epoch.h"

namespace canopy {

struct Evaluation {
  std::vector<std::string> classes;  // the model's
  PartMetrics metrics;               // at `threshold`
  double average_precision = 0;      // N classes: the mean of each class against the rest
  double threshold = 0.5;            // of a positive in a binary model
  std::vector<BadFile> bad;          // clips that could not be used
};

/// Scores every clip of `set`, whose labels are matched to the model's classes by name. `threads`
/// decode. Throws Error(data) for a class that the model does not know, and when more than 1 % of
/// the clips are damaged; Error(not_a_number) for scores that are no numbers.
Evaluation evaluate(Backend& backend, Stream& stream, Classifier& classifier, ClipSet set,
                    double threshold, int threads);

}  // namespace canopy
