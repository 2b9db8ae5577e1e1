#include "tune/limits.h"

#include "tune/trial.h"

namespace canopy {
namespace {

constexpr double overlap_tolerance = 0.002;  // a loss of mean overlap that does not count

class Limits {
 public:
  Limits(const std::vector<ScoreCurve>& curves, const std::vector<std::vector<Span>>& truth,
         double high, PeaksConfig& peaks)
      : curves_(curves), truth_(truth), high_(high), peaks_(peaks) {}

  /// Chooses the pair with the best overlap among those that lose no call; the first one of equals.
  void choose_extent(const std::vector<double>& margins_s, const std::vector<double>& gaps_s) {
    const double min_f1 = f1(peaks_);
    double best = -1;
    PeaksConfig chosen = peaks_;
    for (const double gap_s : gaps_s)
      for (const double margin_s : margins_s) {
        PeaksConfig with = peaks_;
        with.merge_gap_s = gap_s;
        with.margin_s = margin_s;
        const double mean = overlap(with);
        if (mean <= best || f1(with) < min_f1) continue;
        best = mean;
        chosen = with;
      }
    peaks_ = chosen;
  }

  /// `values` start with one that has no effect and become stricter.
  void choose_middle_harmless(double PeaksConfig::*limit, const std::vector<double>& values) {
    const PeaksConfig free = changed(limit, values.front());
    const double min_f1 = f1(free), min_overlap = overlap(free) - overlap_tolerance;
    std::size_t harmless = 0;
    while (harmless + 1 < values.size()) {
      const PeaksConfig with = changed(limit, values[harmless + 1]);
      if (f1(with) < min_f1 || overlap(with) < min_overlap) break;
      ++harmless;
    }
    peaks_.*limit = values[harmless / 2];
  }

 private:
  PeaksConfig changed(double PeaksConfig::*limit, double value) const {
    PeaksConfig with = peaks_;
    with.*limit = value;
    return with;
  }
  double f1(const PeaksConfig& peaks) const {
    return count_with(curves_, truth_, high_, peaks).f1();
  }
  double overlap(const PeaksConfig& peaks) const {
    return mean_overlap(curves_, truth_, high_, peaks);
  }

  const std::vector<ScoreCurve>& curves_;
  const std::vector<std::vector<Span>>& truth_;
  double high_;
  PeaksConfig& peaks_;
};

}  // namespace

void choose_limits(const std::vector<ScoreCurve>& curves,
                   const std::vector<std::vector<Span>>& truth, double high, PeaksConfig& peaks) {
  peaks.merge_gap_s = 0;
  peaks.min_duration_s = 0;
  peaks.max_duration_s = 60;
  Limits limits(curves, truth, high, peaks);
  limits.choose_extent({0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1, 1.125, 1.25, 1.375, 1.5,
                        1.625, 1.75, 1.875, 2},
                       {0, 0.2, 0.4, 0.6, 0.8, 1, 1.5, 2});
  limits.choose_middle_harmless(&PeaksConfig::min_duration_s,
                                {0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4});
  limits.choose_middle_harmless(&PeaksConfig::max_duration_s,
                                {60, 50, 40, 30, 25, 20, 16, 13, 10, 8, 6.5, 5, 4, 3, 2});
}

}  // namespace canopy
