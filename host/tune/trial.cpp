#include "tune/trial.h"

#include <algorithm>

namespace canopy {
namespace {

double overlap(const Span& a, const Span& b) {
  const double both = std::min(a.end_s, b.end_s) - std::max(a.start_s, b.start_s);
  const double either = std::max(a.end_s, b.end_s) - std::min(a.start_s, b.start_s);
  return std::max(0.0, both) / either;
}

}  // namespace

std::vector<Peak> peaks_in(const ScoreCurve& curve, double high, const PeaksConfig& peaks) {
  PeakFinder finder(curve.step_s, high, logit_of(peaks.low_threshold), peaks);
  for (std::size_t i = 0; i < curve.logits.size(); ++i)
    finder.add(curve.times_s[i], curve.logits[i]);
  return finder.finish();
}

CountScore count_with(const std::vector<ScoreCurve>& curves,
                      const std::vector<std::vector<Span>>& truth, double high,
                      const PeaksConfig& peaks) {
  CountScore total;
  for (std::size_t r = 0; r < curves.size(); ++r) {
    std::vector<double> at;
    for (const Peak& peak : peaks_in(curves[r], high, peaks)) at.push_back(peak.peak_s);
    const CountScore one = match_peaks(truth[r], at);
    total.true_calls += one.true_calls;
    total.found += one.found;
    total.matched += one.matched;
  }
  return total;
}

double mean_overlap(const std::vector<ScoreCurve>& curves,
                    const std::vector<std::vector<Span>>& truth, double high,
                    const PeaksConfig& peaks) {
  double sum = 0, count = 0;
  for (std::size_t r = 0; r < curves.size(); ++r)
    for (const Peak& peak : peaks_in(curves[r], high, peaks))
      for (const Span& call : truth[r])
        if (call.start_s <= peak.peak_s && peak.peak_s <= call.end_s) {
          sum += overlap(call, {peak.start_s, peak.end_s});
          count += 1;
        }
  return count > 0 ? sum / count : 0;
}

}  // namespace canopy
