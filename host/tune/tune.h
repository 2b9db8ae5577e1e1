// Chooses the parameters for counting calls on recordings that are synthesised from clips. The
// model scores each recording once; then every combination of parameters is tried on these scores.
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
  std::vector<double> times_s, logits;  // one value per window; the time is that of its middle
};

/// How well calls were counted in one recording or several.
struct CountScore {
  std::int64_t true_calls = 0, found = 0, matched = 0;
  double f1() const;
};

/// Matches peaks one to one with the true calls that contain them; the max number of matches.
CountScore match_peaks(const std::vector<Span>& truth, const std::vector<double>& peaks_s);

struct TuneTrial {
  double threshold = 0.5;  // a probability
  PeaksConfig peaks;
  double f1 = 0;
};

struct TuneResult {
  TuneTrial chosen;
  double best_f1 = 0;                    // of all trials
  std::int64_t trials = 0, plateau = 0;  // number of trials, and of those as good as the best
  std::int64_t true_calls = 0;
  std::vector<TuneTrial> by_threshold;  // the chosen parameters at every threshold tried
};

/// Tries all combinations on the curves. Usually many do equally well; the one in the middle of
/// them is chosen, whose parameters are nearest to their medians. Then the threshold is raised
/// while that costs little. How far calls extend and how long they may be is chosen last
/// (tune/limits.h). Throws std::invalid_argument if there is no true call.
TuneResult choose_counting(const std::vector<ScoreCurve>& curves,
                           const std::vector<std::vector<Span>>& truth);

/// Synthesises recordings as config.scan->tune says, scores them with the model and chooses the
/// parameters. `calls` and `negatives` are clips that the model was preferably not trained on.
/// Throws Error(data) if no call fits into the recordings.
TuneResult tune(Backend& backend, Classifier& classifier, const Config& config,
                const std::vector<ClipWave>& calls, const std::vector<ClipWave>& negatives);

/// tune.json: what was tried, what was chosen, and F1 by threshold.
std::string tune_json(const TuneResult& result);

}  // namespace canopy
