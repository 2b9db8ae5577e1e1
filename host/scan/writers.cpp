// What a scan leaves behind.
#include <algorithm>
#include <cstdio>

#include "base/files.h"
#include "scan/scan.h"

namespace canopy {

std::vector<std::string> counted_classes(const ModelInfo& info) {
  if (info.binary) return {info.classes.back()};
  return info.classes;
}

void write_results_csv(const std::string& path, const std::vector<RecordingResult>& results,
                       const std::vector<std::string>& classes) {
  std::string text = "recording";
  for (const std::string& name : classes) text += "," + csv_cell(name + "_calls");
  text += "\n";
  for (const RecordingResult& result : results) {
    text += csv_cell(result.name);
    for (const std::string& name : classes)
      text += "," + std::to_string(std::count_if(
                        result.detections.begin(), result.detections.end(),
                        [&](const Detection& detection) { return detection.label == name; }));
    text += "\n";
  }
  write_file(path, text);
}

void write_detections_csv(const std::string& path, const std::vector<RecordingResult>& results) {
  std::string text = "recording,start_s,end_s,label,score\n";
  for (const RecordingResult& result : results)
    for (const Detection& detection : result.detections) {
      char times[96];
      std::snprintf(times, sizeof times, ",%.3f,%.3f,", detection.start_s, detection.end_s);
      char score[32];
      std::snprintf(score, sizeof score, ",%.6f\n", detection.score);
      text += csv_cell(result.name) + times + csv_cell(detection.label) + score;
    }
  write_file(path, text);
}

void write_bad_recordings(const std::string& path, const std::vector<RecordingResult>& results) {
  std::string text = "path,reason\n";
  for (const RecordingResult& result : results)
    if (!result.error.empty()) text += csv_cell(result.path) + "," + csv_cell(result.error) + "\n";
  write_file(path, text);
}

}  // namespace canopy
