// Calls of a scan, counted for the page.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "scan/scan.h"

namespace canopy {

/// How many calls of each class of `counted` a recording has.
inline std::vector<std::int64_t> calls_of(const RecordingResult& recording,
                                          const std::vector<std::string>& counted) {
  std::vector<std::int64_t> calls;
  for (const std::string& name : counted)
    calls.push_back(std::count_if(recording.detections.begin(), recording.detections.end(),
                                  [&](const Detection& d) { return d.label == name; }));
  return calls;
}

}  // namespace canopy
