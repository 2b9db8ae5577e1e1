// The choice of the counting parameters, on score curves whose calls are known.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/parallel.h"
#include "scan/peaks.h"
#include "tune/limits.h"
#include "tune/trial.h"
#include "tune/tune.h"

namespace canopy {
namespace {

/// Trials whose F1 is so near to the best one's are as good: recordings that are made of clips tell
/// no more.
constexpr double indifferent = 0.01;
/// What the threshold may cost of F1 for being higher. The made recordings have backgrounds of a
/// few sources and last minutes; the nights that are to be scanned hold hours of sounds that are
/// not among these.
constexpr double caution = 0.04;
constexpr double most_caution = 2;  // logits that it is raised by at most

/// Where a parameter stands in its list of values, for every trial of the grid.
enum Axis { threshold_axis, low_axis, smoothing_axis, valley_axis, distance_axis, axes };

const std::vector<double>& values_of(Axis axis) {
  static const std::vector<std::vector<double>> values = {
      {-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8},
      {1, 2.5},  // logits below the threshold
      {0, 0.4, 0.8},
      {0.5, 1, 2, 3, 4},
      {0, 1, 1.5, 2}};
  return values[static_cast<std::size_t>(axis)];
}

struct Point {
  std::size_t at[axes] = {};
  CountScore score;

  double value(Axis axis) const { return values_of(axis)[at[axis]]; }
};

PeaksConfig peaks_of(const Point& point) {
  PeaksConfig peaks;
  peaks.low_threshold = probability_of(point.value(threshold_axis) - point.value(low_axis));
  peaks.smoothing_s = point.value(smoothing_axis);
  peaks.valley = point.value(valley_axis);
  peaks.min_distance_s = point.value(distance_axis);
  return peaks;
}

std::vector<Point> grid() {
  std::vector<Point> points(1);
  for (int axis = 0; axis < axes; ++axis) {
    std::vector<Point> more;
    for (const Point& point : points)
      for (std::size_t i = 0; i < values_of(static_cast<Axis>(axis)).size(); ++i) {
        more.push_back(point);
        more.back().at[axis] = i;
      }
    points = std::move(more);
  }
  return points;
}

/// The point nearest to the medians of all: positions in the lists of values count alike, relative
/// to the lists' lengths.
Point middle(const std::vector<Point>& plateau) {
  double median[axes];
  for (int axis = 0; axis < axes; ++axis) {
    std::vector<std::size_t> at;
    for (const Point& point : plateau) at.push_back(point.at[axis]);
    std::sort(at.begin(), at.end());
    median[axis] = 0.5 * static_cast<double>(at[(at.size() - 1) / 2] + at[at.size() / 2]);
  }
  const auto distance = [&](const Point& point) {
    double sum = 0;
    for (int axis = 0; axis < axes; ++axis)
      sum += std::abs(static_cast<double>(point.at[axis]) - median[axis]) /
             static_cast<double>(values_of(static_cast<Axis>(axis)).size());
    return sum;
  };
  return *std::min_element(plateau.begin(), plateau.end(), [&](const Point& a, const Point& b) {
    return distance(a) < distance(b);
  });
}

}  // namespace

TuneResult choose_counting(const std::vector<ScoreCurve>& curves,
                           const std::vector<std::vector<Span>>& truth) {
  std::vector<Point> points = grid();
  over_threads(static_cast<std::int64_t>(points.size()), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      Point& point = points[static_cast<std::size_t>(i)];
      point.score = count_with(curves, truth, point.value(threshold_axis), peaks_of(point));
    }
  });
  if (points[0].score.true_calls == 0) throw std::invalid_argument("choose_counting: no true call");
  TuneResult result;
  result.trials = static_cast<std::int64_t>(points.size());
  result.true_calls = points[0].score.true_calls;
  for (const Point& point : points) result.best_f1 = std::max(result.best_f1, point.score.f1());
  const double enough = result.best_f1 - indifferent;
  std::vector<Point> plateau;
  for (const Point& point : points)
    if (point.score.f1() >= enough) plateau.push_back(point);
  result.plateau = static_cast<std::int64_t>(plateau.size());

  const Point chosen = middle(plateau);
  PeaksConfig peaks = peaks_of(chosen);
  double high = chosen.value(threshold_axis), f1 = chosen.score.f1();
  for (const double logit : values_of(threshold_axis)) {
    PeaksConfig with = peaks;
    with.low_threshold = probability_of(logit - chosen.value(low_axis));
    const double its = count_with(curves, truth, logit, with).f1();
    if (logit <= high) continue;
    if (logit > chosen.value(threshold_axis) + most_caution || its < result.best_f1 - caution)
      break;
    high = logit;
    f1 = its;
    peaks = with;
  }
  choose_limits(curves, truth, high, peaks);
  f1 = count_with(curves, truth, high, peaks).f1();
  result.chosen = {probability_of(high), peaks, f1};
  for (const double logit : values_of(threshold_axis)) {
    TuneTrial trial{probability_of(logit), peaks, 0};
    trial.peaks.low_threshold = probability_of(logit - chosen.value(low_axis));
    trial.f1 = count_with(curves, truth, logit, trial.peaks).f1();
    result.by_threshold.push_back(trial);
  }
  return result;
}

}  // namespace canopy
