// The lines of metrics.csv and metrics.jsonl.
#pragma once

#include <string>

#include "evaluate/epoch_row.h"

namespace canopy {

/// The header and a line of metrics.csv, each with a line feed. The cells of a part without items
/// are empty; in JSON they are null.
std::string epoch_csv_header();
std::string epoch_csv_line(const EpochRow& row);
/// One line of metrics.jsonl.
std::string epoch_json_line(const EpochRow& row);

}  // namespace canopy
