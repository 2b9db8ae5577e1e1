// Counts the calls that a scan found.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "scan/scan.h"

namespace canopy {

/// The number of calls in a recording for each class in `counted`.
inline std::vector<std::int64_t> calls_per_class(const RecordingResult& recording,
                                                 const std::vector<std::string>& counted) {
  std::vector<std::int64_t> calls;
  for (const std::string& name : counted)
    calls.push_back(std::count_if(recording.detections.begin(), recording.detections.end(),
                                  [&](const Detection& d) { return d.label == name; }));
  return calls;
}

}  // namespace canopy
