// detections.csv: every call.
#include <cstdio>

#include "base/cells.h"
#include "base/files.h"
#include "scan/outputs.h"

namespace canopy {

void write_detections_csv(const std::string& path, const std::vector<RecordingResult>& results) {
  std::string text = "recording,start_s,end_s,label,score\n";
  for (const RecordingResult& result : results)
    for (const Detection& detection : result.detections) {
      char times[96];
      std::snprintf(times, sizeof times, ",%.3f,%.3f,", detection.start_s, detection.end_s);
      char score[32];
      std::snprintf(score, sizeof score, ",%.6f\n", detection.score);
      text += text_cell(result.name) + times + text_cell(detection.label) + score;
    }
  write_file(path, text);
}

}  // namespace canopy
