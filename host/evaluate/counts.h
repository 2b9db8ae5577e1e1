// The device's counters -> the figures of an epoch.
#pragma once

#include "evaluate/part_metrics.h"
#include "ops/metrics.h"

namespace canopy {

/// Average precision and ROC-AUC come from the histograms: the clips of one bin, 1/32 of a logit
/// wide, count as evenly mixed, and so do all beyond a logit of 16 (a probability nearer
/// than 1.1e-7 to 0 or 1). With N classes or multi-label they are means over the classes that have
/// both clips of theirs and others.
PartMetrics part_metrics(const MetricsCounts& counts, int classes, Task task);

}  // namespace canopy
