// What the page shows of an evaluation: how far its figures can be trusted, and where it fails.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace canopy {

struct ReportEvaluation {
  /// A figure with its 95 % interval; low > high where there is none.
  struct Figure {
    std::string name;
    double value = 0, low = 1, high = 0;
  };
  struct Point {
    double x = 0, y = 0;
  };
  /// Precision (y) against recall (x) of a class.
  struct Curve {
    std::string name;
    std::vector<Point> points;  // from the highest threshold down
  };
  struct Bin {
    double mean_score = 0, share = 0;
    std::int64_t clips = 0;
  };
  /// Binary: of the positive class. N classes: every clip is a positive of its own class.
  /// Multi-label: pairs of a clip and a class it is of; mean_score is NaN where there are none.
  struct Source {
    std::string name;
    std::int64_t clips = 0, positives = 0, found = 0, false_alarms = 0;
    double mean_score = 0;
  };
  struct Mistake {
    std::string clip, truth, taken_for;
    double score = 0;  // as evaluate/sources.h has it
  };

  std::int64_t clips = 0;
  double threshold = 0.5, temperature = 1;
  double calibration_error = 0;
  std::vector<Figure> figures;
  std::vector<Curve> curves;
  Point chosen;           // binary: recall and precision at the threshold
  std::vector<Bin> bins;  // only those with clips
  std::vector<Source> sources;
  std::vector<Mistake> mistakes;
};

}  // namespace canopy
