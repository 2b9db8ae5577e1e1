// The metrics of one epoch: a line of metrics.csv.
#pragma once

#include "evaluate/part_metrics.h"

namespace canopy {

struct EpochRow {
  int epoch = 0;             // from 1
  double learning_rate = 0;  // of the epoch's last step
  PartMetrics train, test;
  PartMetrics validation;  // items == 0 if the split has no validation part
};

}  // namespace canopy
