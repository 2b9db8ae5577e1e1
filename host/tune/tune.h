// How calls are counted, chosen on recordings synthesised from clips: the model's scores over each
// are computed once, then every combination of parameters is tried on them.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "model/classifier.h"
#include "ops/backend.h"
#include "tune/synthesis.h"

namespace canopy {

/// The score of the positive class over time.
struct ScoreCurve {
  double step_s = 0;
  std::vector<double> times_s, logits;  // a value a window, at its middle
};

/// How well calls were counted, over several recordings.
struct CountScore {
  std::int64_t true_calls = 0, found = 0, matched = 0;
  double f1() const;
};

/// Peaks that lie within true calls, one to one: the most that can be matched.
CountScore match_peaks(const std::vector<Span>& truth, const std::vector<double>& peaks_s);

struct TuneTrial {
  double threshold = 0.5;  // a probability
  PeaksConfig peaks;
  double f1 = 0;
};

struct TuneResult {
  TuneTrial chosen;
  double best_f1 = 0;                    // of all trials
  std::int64_t trials = 0, plateau = 0;  // how many there were, and how many were as good as any
  std::int64_t true_calls = 0;
  std::vector<TuneTrial> by_threshold;  // the chosen parameters at every threshold tried
};

/// Tries all combinations on the curves. Of the many that usually do equally well, the one in the
/// middle is taken: whose parameters are nearest to the medians of all of these. Its threshold is
/// then raised for as long as that costs little. How far calls reach and how long they may be comes
/// last (tune/limits.h). Throws std::invalid_argument when there is no true call.
TuneResult choose_counting(const std::vector<ScoreCurve>& curves,
                           const std::vector<std::vector<Span>>& truth);

/// The whole: synthesises as the config's scan.tune says, scores with the model, chooses.
/// `calls` and `negatives` are clips of the training set that the model should not have learned.
TuneResult tune(Backend& backend, Classifier& classifier, const Config& config,
                const std::vector<ClipWave>& calls, const std::vector<ClipWave>& negatives);

/// tune.json: what was tried, what was chosen, and F1 by threshold.
std::string tune_json(const TuneResult& result);

}  // namespace canopy
