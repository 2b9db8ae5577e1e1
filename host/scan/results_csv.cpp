// results.csv, in the challenge's format: the number of calls in each recording.
#include <algorithm>

#include <fmt/format.h>

#include "base/cells.h"
#include "base/files.h"
#include "scan/outputs.h"

namespace canopy {

void write_results_csv(const std::string& path, const std::vector<RecordingResult>& results,
                       const std::vector<std::string>& classes) {
  std::string text = "recording";
  for (const std::string& name : classes) text += "," + text_cell(name + "_calls");
  text += "\n";
  for (const RecordingResult& result : results) {
    text += text_cell(result.name);
    for (const std::string& name : classes)
      text += fmt::format(",{}", std::count_if(result.detections.begin(), result.detections.end(),
                                               [&](const Detection& detection) {
                                                 return detection.label == name;
                                               }));
    text += "\n";
  }
  write_file(path, text);
}

}  // namespace canopy
