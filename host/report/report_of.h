// An evaluation as report.html shows it.
#pragma once

#include "evaluate/evaluation.h"
#include "report/evaluation.h"

namespace canopy {

/// The curves of N classes come with the lowest average precision first.
ReportEvaluation report_of(const Evaluation& evaluation);

}  // namespace canopy
