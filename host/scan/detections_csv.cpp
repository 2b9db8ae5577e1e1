// detections.csv: every call.
#include <fmt/format.h>

#include "base/cells.h"
#include "base/files.h"
#include "scan/outputs.h"

namespace canopy {

void write_detections_csv(const std::string& path, const std::vector<RecordingResult>& results) {
  std::string text = "recording,start_s,end_s,label,score\n";
  for (const RecordingResult& result : results)
    for (const Detection& detection : result.detections)
      text += fmt::format("{},{:.3f},{:.3f},{},{:.6f}\n", text_cell(result.name), detection.start_s,
                          detection.end_s, text_cell(detection.label), detection.score);
  write_file(path, text);
}

}  // namespace canopy
