// Audacity label tracks. To use one, open the recording in Audacity, then File > Import > Labels.
#include <fmt/format.h>

#include "base/files.h"
#include "scan/outputs.h"

namespace canopy {

void write_audacity_labels(const std::string& folder, const ScanReport& report) {
  make_folders(folder + "/labels");
  const std::vector<std::string> stems = file_stems(report.recordings);
  for (std::size_t i = 0; i < stems.size(); ++i) {
    std::string text;
    for (const Detection& detection : report.recordings[i].detections)
      text += fmt::format("{:.6f}\t{:.6f}\t{}\n", detection.start_s, detection.end_s,
                          one_line(detection.label));
    write_file(folder + "/labels/" + stems[i] + ".txt", text);
  }
}

}  // namespace canopy
