// The complete evaluation of a set of scored clips, and its files. To add a metric:
//   evaluate/<name>.{h,cpp}          what computes it
//   evaluate/evaluation.{h,cpp}      its member, and the call
//   evaluate/evaluation_json.cpp     its key
//   report/key_metrics.cpp           its place on the report page
//   app/evaluate.cpp                 its line on the terminal
//   tests/evaluate/, docs/outputs.md
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
  Reliability reliability;  // of the model's probabilities
  double nll = 0;           // negative log-likelihood: their mean cross-entropy
  // The same at a temperature of 1:
  double uncalibrated_ece = 0, uncalibrated_nll = 0;
};

/// Macro averages over the classes that have clips.
struct ClassMeans {
  double precision = 0, recall = 0, f1 = 0;
};

struct Evaluation {
  std::vector<std::string> classes;  // the model's
  Task task = Task::categorical;
  double threshold = 0.5;  // binary: of the positive class; multi-label: of every class
  std::vector<double> class_thresholds;  // multi-label: one per class, or empty
  double temperature = 1;
  PartMetrics metrics;        // at the threshold; average precision and ROC-AUC from exact scores
  std::vector<Curve> curves;  // binary: of the positive class; otherwise of each class
  ClassMeans macro;           // multi-label only
  Calibration calibration;
  std::optional<Intervals> intervals;  // empty if there are too few sources
  std::vector<SourceResult> sources;
  std::vector<Mistake> mistakes;                              // worst first
  std::vector<std::pair<std::string, std::string>> excluded;  // unusable clips: name, reason
};

/// Categorical and multi-label: average precision and ROC-AUC are means over the classes that have
/// both positives and negatives.
Evaluation evaluate(const Scored& scored, const Thresholds& thresholds);

/// One JSON object, ending with a line feed; undefined values are null. Multi-label: `confusion` is
/// a list of matrices [[tn, fp], [fn, tp]], one per class; precision, recall and f1 are micro
/// averages (over all pairs of a clip and a class), `macro` holds the macro averages, and
/// `per_class` each class's threshold.
std::string evaluation_json(const Evaluation& evaluation);

/// Writes evaluation.json, pr_curve.csv, roc_curve.csv, reliability.csv, sources.csv and
/// mistakes.csv into the folder, which is created if necessary. Throws Error(disk).
void write_evaluation(const std::string& folder, const Evaluation& evaluation);

}  // namespace canopy
