// Events from the detections.json of a scan.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "data/event_files.h"

namespace canopy {

EventList read_detections_json(std::string_view text, const std::string& path) {
  EventList list;
  try {
    const nlohmann::json json = nlohmann::json::parse(text);
    for (const nlohmann::json& recording : json.at("recordings")) {
      const std::string name = recording.at("recording").get<std::string>();
      list.recordings.push_back(name);
      for (const nlohmann::json& found : recording.at("detections")) {
        const SoundEvent event{
            name, found.at("start_s").get<double>(), found.at("end_s").get<double>(),
            found.at("label").get<std::string>(), found.at("score").get<double>()};
        if (event.start_s < 0 || event.end_s < event.start_s)
          throw Error(ErrorKind::data,
                      fmt::format("{}: {}: expected 0 <= start_s <= end_s, got {} and {}", path,
                                  name, event.start_s, event.end_s));
        list.labelled = list.labelled || !event.label.empty();
        list.events.push_back(event);
      }
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::data, fmt::format("{}: not a detections.json: {}", path, error.what()));
  }
  return list;
}

}  // namespace canopy
