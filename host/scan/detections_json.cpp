// detections.json: the results for other programs.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/files.h"
#include "scan/outputs.h"

namespace canopy {

void write_detections_json(const std::string& path, const ScanReport& report) {
  using Json = nlohmann::ordered_json;
  Json recordings = Json::array();
  for (const RecordingResult& result : report.recordings) {
    Json counts = Json::object(), detections = Json::array();
    for (const std::string& name : report.counted)
      counts[name] = std::count_if(result.detections.begin(), result.detections.end(),
                                   [&](const Detection& d) { return d.label == name; });
    for (const Detection& d : result.detections)
      detections.push_back(
          {{"start_s", d.start_s}, {"end_s", d.end_s}, {"label", d.label}, {"score", d.score}});
    Json recording = {{"recording", result.name},
                      {"path", result.path},
                      {"scanned_s", result.seconds},
                      {"partial", result.partial()}};
    if (result.partial()) recording["reason"] = result.error;
    recording["calls"] = std::move(counts);
    recording["detections"] = std::move(detections);
    recordings.push_back(std::move(recording));
  }
  const Json json = {{"low_hz", report.low_hz},
                     {"high_hz", report.high_hz},
                     {"recordings", std::move(recordings)}};
  // replace invalid bytes: a single file name that is not UTF-8 must not lose the whole file
  write_file(path, json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace canopy
