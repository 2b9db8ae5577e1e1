// One epoch's figures: a line of metrics.csv.
#pragma once

#include "evaluate/part_metrics.h"

namespace canopy {

struct EpochRow {
  int epoch = 0;             // from 1
  double learning_rate = 0;  // of its last step
  PartMetrics train, test;
  PartMetrics validation;  // no items where the split has no such part
};

}  // namespace canopy
