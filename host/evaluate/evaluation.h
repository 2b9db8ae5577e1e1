// Everything that is told of a set of scored clips.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "evaluate/bootstrap.h"
#include "evaluate/calibration.h"
#include "evaluate/curves.h"
#include "evaluate/scored.h"
#include "evaluate/sources.h"
#include "report/epoch.h"

namespace canopy {

struct Calibration {
  Reliability reliability;  // of the probabilities as the model gives them
  double nll = 0;           // their mean cross-entropy
  // The same without the temperature:
  double plain_ece = 0, plain_nll = 0;
};

struct Evaluation {
  std::vector<std::string> classes;  // the model's
  bool binary = false;
  double threshold = 0.5;  // of a positive in a binary model
  double temperature = 1;
  PartMetrics metrics;        // at `threshold`; average precision and ROC-AUC of the scores in full
  std::vector<Curve> curves;  // of the positive class, or of each of N
  Calibration calibration;
  std::optional<Intervals> intervals;  // nothing with too few sources
  std::vector<SourceResult> sources;
  std::vector<Mistake> mistakes;  // the worst
  // The clips that could not be used: name and why.
  std::vector<std::pair<std::string, std::string>> excluded;
};

/// N classes: average precision and ROC-AUC are means over the classes that have both clips of
/// theirs and others.
Evaluation evaluate(const Scored& scored, double threshold);

/// One JSON object with a line feed; what could not be measured is null.
std::string evaluation_json(const Evaluation& evaluation);

/// Writes evaluation.json, pr_curve.csv, roc_curve.csv, reliability.csv, sources.csv and
/// mistakes.csv into the folder, which is made. Throws Error(disk).
void write_evaluation(const std::string& folder, const Evaluation& evaluation);

}  // namespace canopy
