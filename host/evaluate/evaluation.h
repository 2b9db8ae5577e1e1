// Everything that is told of a set of scored clips.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "evaluate/bootstrap.h"
#include "evaluate/calibration.h"
#include "evaluate/curves.h"
#include "evaluate/part_metrics.h"
#include "evaluate/scored.h"
#include "evaluate/sources.h"

namespace canopy {

struct Calibration {
  Reliability reliability;  // of the probabilities as the model gives them
  double nll = 0;           // their mean cross-entropy
  // The same without the temperature:
  double plain_ece = 0, plain_nll = 0;
};

/// Means over the classes, each counting the same; over those that have any clips.
struct ClassMeans {
  double precision = 0, recall = 0, f1 = 0;
};

struct Evaluation {
  std::vector<std::string> classes;  // the model's
  Task task = Task::categorical;
  double threshold = 0.5;  // of a positive in a binary model, of each class in a multi-label one
  std::vector<double> class_thresholds;  // multi-label: where each class has its own
  double temperature = 1;
  PartMetrics metrics;        // at `threshold`; average precision and ROC-AUC of the scores in full
  std::vector<Curve> curves;  // of the positive class, or of each of N
  ClassMeans macro;           // multi-label
  Calibration calibration;
  std::optional<Intervals> intervals;  // nothing with too few sources
  std::vector<SourceResult> sources;
  std::vector<Mistake> mistakes;  // the worst
  // The clips that could not be used: name and why.
  std::vector<std::pair<std::string, std::string>> excluded;
};

/// N classes and multi-label: average precision and ROC-AUC are means over the classes that have
/// both clips of theirs and others.
Evaluation evaluate(const Scored& scored, const Thresholds& thresholds);

/// One JSON object with a line feed; what could not be measured is null. Multi-label: `confusion`
/// is a matrix a class, {{tn, fp}, {fn, tp}}; precision, recall and f1 are over all pairs of a clip
/// and a class (micro), `macro` has their means over the classes, and `per_class` each class's
/// threshold.
std::string evaluation_json(const Evaluation& evaluation);

/// Writes evaluation.json, pr_curve.csv, roc_curve.csv, reliability.csv, sources.csv and
/// mistakes.csv into the folder, which is made. Throws Error(disk).
void write_evaluation(const std::string& folder, const Evaluation& evaluation);

}  // namespace canopy
