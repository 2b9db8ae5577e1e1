// Metrics of an epoch from the counters that the device accumulates.
#pragma once

#include "evaluate/part_metrics.h"
#include "ops/metrics.h"

namespace canopy {

/// Average precision and ROC-AUC are computed from histograms of the logits with bins of width
/// 1/32: clips in one bin are treated as evenly mixed, as are all clips with logits beyond +-16
/// (probabilities within 1.1e-7 of 0 or 1). Categorical and multi-label: means over the classes
/// that have both positives and negatives.
PartMetrics part_metrics(const MetricsCounts& counts, int classes, Task task);

}  // namespace canopy
