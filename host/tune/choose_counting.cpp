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

/// Trials whose F1 is this close to the best one count as equally good: synthetic recordings cannot
/// tell them apart reliably.
constexpr double f1_tolerance = 0.01;
/// How much F1 a higher threshold may cost. The synthetic recordings last minutes and have
/// backgrounds from a few sources; real nights hold hours of sounds that are not among these.
constexpr double max_f1_cost = 0.04;
constexpr double max_raise = 2;  // of the threshold, in logits

/// The parameters of the grid; a point of it holds an index into each one's list of values.
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

/// The point nearest to the median point. Distances are in positions within each list of values,
/// relative to the length of the list.
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
  if (points[0].score.true_calls == 0)
    throw std::invalid_argument("choose_counting: there is no true call");
  TuneResult result;
  result.trials = static_cast<std::int64_t>(points.size());
  result.true_calls = points[0].score.true_calls;
  for (const Point& point : points) result.best_f1 = std::max(result.best_f1, point.score.f1());
  std::vector<Point> plateau;
  for (const Point& point : points)
    if (point.score.f1() >= result.best_f1 - f1_tolerance) plateau.push_back(point);
  result.plateau = static_cast<std::int64_t>(plateau.size());

  const Point chosen = middle(plateau);
  PeaksConfig peaks = peaks_of(chosen);
  double high = chosen.value(threshold_axis);
  for (const double logit : values_of(threshold_axis)) {
    PeaksConfig with = peaks;
    with.low_threshold = probability_of(logit - chosen.value(low_axis));
    const double f1 = count_with(curves, truth, logit, with).f1();
    if (logit <= high) continue;
    if (logit > chosen.value(threshold_axis) + max_raise || f1 < result.best_f1 - max_f1_cost)
      break;
    high = logit;
    peaks = with;
  }
  choose_limits(curves, truth, high, peaks);
  result.chosen = {probability_of(high), peaks, count_with(curves, truth, high, peaks).f1()};
  for (const double logit : values_of(threshold_axis)) {
    TuneTrial trial{probability_of(logit), peaks, 0};
    trial.peaks.low_threshold = probability_of(logit - chosen.value(low_axis));
    trial.f1 = count_with(curves, truth, logit, trial.peaks).f1();
    result.by_threshold.push_back(trial);
  }
  return result;
}

}  // namespace canopy
