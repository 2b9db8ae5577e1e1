// Formats the lines of metrics.csv and metrics.jsonl.
#pragma once

#include <string>

#include "evaluate/epoch_row.h"

namespace canopy {

/// The header and a line of metrics.csv, each ending with a line feed. Without a validation part,
/// its cells are empty; in JSON they are null.
std::string epoch_csv_header();
std::string epoch_csv_line(const EpochRow& row);
/// One line of metrics.jsonl.
std::string epoch_json_line(const EpochRow& row);

}  // namespace canopy
