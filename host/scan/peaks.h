// Calls as peaks of a score over time: smoothing, two-threshold hysteresis, splitting at valleys,
// and limits of duration and gap. Works on logits, where the distance between a sure call and a
// very sure one is still seen.
#pragma once

#include <deque>
#include <vector>

#include "config/config.h"

namespace canopy {

/// A probability as a logit, held to -16 .. 16; NaN as the lowest.
double logit_of(double probability);
double probability_of(double logit);

/// A call: from start_s to end_s, its peak at peak_s with the smoothed logit `peak`.
struct Peak {
  double start_s = 0, end_s = 0, peak_s = 0, peak = 0;
};

/// Takes one recording's curve sample by sample; memory does not grow with its length.
///
/// The curve is smoothed by a moving mean. Where it is above the low threshold is a region; regions
/// with at most merge_gap_s between them are one. In a region each maximum above the high threshold
/// is a call if the curve falls by at least `valley` between it and the next; of two nearer to each
/// other than min_distance_s the higher stays. A call reaches to the region's ends, at most
/// margin_s beyond them, or to the lowest point between it and the next call, but no further than
/// half of max_duration_s from its peak; one shorter than min_duration_s is dropped.
class PeakFinder {
 public:
  /// `step_s` from one sample to the next; the thresholds are logits.
  PeakFinder(double step_s, double high, double low, const PeaksConfig& config);

  void add(double time_s, double logit);
  /// The calls, in order of time, once the curve is at its end.
  std::vector<Peak> finish();

 private:
  struct Sample {
    double time_s, value;
  };
  void smooth();
  void take(const Sample& smoothed);
  void follow(const Sample& smoothed);
  void found(const Sample& peak);
  void close();

  PeaksConfig config_;
  double high_, low_, rounding_s_;
  std::size_t reach_;  // samples that the smoothing takes on either side

  std::deque<Sample> recent_;  // of the curve, at most 2 * reach_ + 1
  std::size_t next_ = 0;       // within recent_: the next one to be smoothed

  // the region that the curve is in
  bool open_ = false;
  double first_s_ = 0, last_s_ = 0;  // its ends so far: samples above the low threshold
  bool rising_ = true;               // looking for a maximum
  Sample highest_{}, lowest_{};      // since the last turn
  Sample valley_{};                  // the lowest turn since the last candidate
  struct Candidate {
    Sample peak;
    double valley_s;  // the lowest point between it and the one before
  };
  std::vector<Candidate> candidates_;

  std::vector<Peak> peaks_;
};

}  // namespace canopy
