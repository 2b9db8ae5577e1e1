// Audacity label tracks: in Audacity, File > Import > Labels beside the recording.
#include <cstdio>

#include "base/files.h"
#include "scan/outputs.h"

namespace canopy {

void write_audacity_labels(const std::string& folder, const ScanReport& report) {
  make_folders(folder + "/labels");
  const std::vector<std::string> stems = file_stems(report.recordings);
  for (std::size_t i = 0; i < stems.size(); ++i) {
    std::string text;
    for (const Detection& detection : report.recordings[i].detections) {
      char times[96];
      std::snprintf(times, sizeof times, "%.6f\t%.6f\t", detection.start_s, detection.end_s);
      text += times + one_line(detection.label) + "\n";
    }
    write_file(folder + "/labels/" + stems[i] + ".txt", text);
  }
}

}  // namespace canopy
