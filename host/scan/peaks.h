// Finds calls as peaks of a score over time: smoothing, hysteresis with two thresholds, splitting
// at valleys, and limits on duration and gaps. Works on logits, which still separate a confident
// score from a very confident one.
#pragma once

#include <deque>
#include <vector>

#include "config/config.h"

namespace canopy {

/// A probability as a logit, clamped to [-16, 16]; NaN gives -16.
double logit_of(double probability);
double probability_of(double logit);

/// A call from start_s to end_s; its peak is at peak_s and has the smoothed logit `peak`.
struct Peak {
  double start_s = 0, end_s = 0, peak_s = 0, peak = 0;
};

/// Processes the curve of one recording sample by sample; memory does not grow with its length.
///
/// The curve is smoothed by a moving mean. A stretch above the low threshold is a region; regions
/// that are at most merge_gap_s apart are merged. Within a region, each maximum above the high
/// threshold is a call if the curve falls by at least `valley` between it and the next maximum. Of
/// two maxima closer than min_distance_s the higher one is kept. A call extends to the ends of its
/// region plus margin_s, or to the lowest point between it and the neighbouring call, but at most
/// max_duration_s / 2 from its peak. Calls shorter than min_duration_s are discarded.
class PeakFinder {
 public:
  /// Samples are `step_s` apart; the thresholds are logits.
  PeakFinder(double step_s, double high, double low, const PeaksConfig& config);

  void add(double time_s, double logit);
  /// To be called after the last sample: the calls, in time order.
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
  std::size_t reach_;  // samples on either side that the smoothing averages

  std::deque<Sample> recent_;  // the latest samples, at most 2 * reach_ + 1
  std::size_t next_ = 0;       // index in recent_ of the next sample to smooth

  // the current region
  bool open_ = false;
  double first_s_ = 0, last_s_ = 0;  // its first and last sample above the low threshold so far
  bool rising_ = true;               // looking for a maximum, not for a minimum
  Sample highest_{}, lowest_{};      // since the last turn
  Sample valley_{};                  // the lowest minimum since the last candidate
  struct Candidate {
    Sample peak;
    double valley_s;  // the lowest point between it and the previous candidate
  };
  std::vector<Candidate> candidates_;

  std::vector<Peak> peaks_;
};

}  // namespace canopy
