// report.html: one self-contained page a person reads after a run (no scripts, no network).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/epoch.h"

namespace canopy {

struct ReportData {
  std::string name;                 // of the run
  std::vector<std::string> classes;
  std::vector<EpochRow> epochs;
  std::vector<std::pair<std::string, std::string>> facts;  // "device": "AMD EPYC, 2 threads" ...
  std::vector<std::pair<std::string, std::string>> bad_files;   // name, reason
  std::vector<std::pair<std::string, std::int64_t>> counts;     // recording, calls; empty: no scan
  std::string network;              // its summary, a line a layer
};

std::string report_html(const ReportData& data);

}  // namespace canopy
