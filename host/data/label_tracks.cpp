// Clips from long recordings and the label files beside them: which file speaks of which recording.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>

#include "audio/decoder.h"
#include "base/error.h"
#include "base/files.h"
#include "data/audio_names.h"
#include "data/event_files.h"
#include "data/labelled.h"
#include "data/sources.h"

namespace canopy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_errors = 20;
constexpr double overhang_s = 0.5;  // a label drawn to the edge of the window may end so much later

/// The file, or the files of the folder and its folders that `wanted` takes, in natural order.
std::vector<fs::path> files_of(const fs::path& path, const char* setting,
                               bool (*wanted)(const std::string&)) {
  std::error_code error;
  if (fs::is_regular_file(path, error)) return {path};
  std::vector<fs::path> found;
  fs::recursive_directory_iterator entry(path, error);
  if (error)
    throw Error(ErrorKind::data,
                path.string() + ": no such file or folder; see data.labels." + setting);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code dangling;
    if (entry->is_regular_file(dangling) && wanted(entry->path().filename().string()))
      found.push_back(entry->path());
  }
  if (error) throw Error(ErrorKind::data, path.string() + ": cannot be read: " + error.message());
  std::sort(found.begin(), found.end(), [](const fs::path& a, const fs::path& b) {
    return natural_less(a.string(), b.string());
  });
  return found;
}

bool has_track_name(const std::string& name) {
  const std::string extension = fs::path(name).extension().string();
  return !name.starts_with(".") &&
         (extension == ".txt" || extension == ".tsv" || extension == ".csv");
}

EventList read_as(LabelFormat format, const std::string& path) {
  switch (format) {
    case LabelFormat::automatic:
      break;
    case LabelFormat::raven:
      return read_raven_table(read_file(path), path);
    case LabelFormat::audacity:
      return read_audacity_labels(read_file(path), path);
    case LabelFormat::csv:
      return read_event_csv(read_file(path), path);
  }
  return read_events(path);
}

std::string text_of(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", seconds);
  return text;
}

/// Seconds of sound, decoded only where the header does not tell.
double length_of(const std::string& path) {
  Decoder decoder(path);
  std::int64_t frames = decoder.info().frames;
  if (frames < 0) {
    std::vector<char> block(decoder.frame_bytes() * 4096);
    while (decoder.read(block.data(), 4096) > 0) continue;
    frames = decoder.position();
  }
  return static_cast<double>(frames) / decoder.info().rate;
}

class Tracks {
 public:
  explicit Tracks(const DataConfig& config) : config_(config), labels_(*config.labels) {}

  ClipSet cut() {
    const fs::path root = config_.root;
    const fs::path recordings = root / labels_.recordings;
    const fs::path tracks = labels_.tracks.empty() ? recordings : root / labels_.tracks;
    for (const fs::path& path : files_of(recordings, "recordings", [](const std::string& name) {
           return has_audio_name(name);
         }))
      recordings_.push_back(recording_at(path, root));
    used_.assign(recordings_.size(), false);
    const std::vector<fs::path> files = files_of(tracks, "tracks", has_track_name);
    if (files.empty())
      throw Error(ErrorKind::data, tracks.string() +
                                       ": holds no label files (.txt, .tsv, .csv); see "
                                       "data.labels.tracks");
    for (const fs::path& file : files) read_track(file.string());
    measure();
    report();
    CutClips cut = cut_clips(recordings_, labels_);
    ClipSet set;
    set.clips = std::move(cut.clips);
    name_classes(set, cut.labels, config_.positive, tracks.string());
    return set;
  }

 private:
  void refuse(const std::string& what) { errors_.push_back(what); }

  void report() const {
    if (errors_.empty()) return;
    std::string text;
    for (std::size_t i = 0; i < std::min(errors_.size(), most_errors); ++i)
      text += (i ? "\n" : "") + errors_[i];
    if (errors_.size() > most_errors)
      text += "\n... and " + std::to_string(errors_.size() - most_errors) + " more";
    throw Error(ErrorKind::data, text);
  }

  LabelledRecording recording_at(const fs::path& path, const fs::path& root) const {
    LabelledRecording recording;
    recording.path = path.string();
    const fs::path relative = path.lexically_relative(root);
    const bool below = !relative.empty() && *relative.begin() != "..";
    recording.name = (below ? relative : path).string();
    recording.group = config_.split.group_pattern.empty()
                          ? path.stem().string()
                          : group_of(recording.name, config_.split.group_pattern);
    return recording;
  }

  /// The recording that a label file means by a name; none is an error, and so are several.
  std::optional<std::size_t> named(const std::string& name, const std::string& file) {
    std::vector<std::size_t> found;
    for (std::size_t r = 0; r < recordings_.size(); ++r)
      if (same_recording(name, recordings_[r].path)) found.push_back(r);
    if (found.size() == 1) return found[0];
    refuse(file + ": " +
           (found.empty()
                ? "no recording '" + name + "' is among data.labels.recordings"
                : "'" + name + "' may be " + recordings_[found[0]].name + " or " +
                      recordings_[found[1]].name + "; name it with its folder or extension"));
    return std::nullopt;
  }

  void read_track(const std::string& file) {
    const EventList list = read_as(labels_.format, file);
    std::map<std::string, std::optional<std::size_t>> known;  // each name is looked up once
    for (const std::string& name : list.recordings) known[name] = named(name, file);
    for (const auto& [name, recording] : known)
      if (recording) used_[*recording] = true;  // also where nothing is in it
    for (const SoundEvent& event : list.events)
      if (const auto recording = known[event.recording]) add(file, event, *recording);
  }

  void add(const std::string& file, const SoundEvent& event, std::size_t recording) {
    const std::string label = event.label.empty() ? config_.positive : event.label;
    const std::string where =
        file + ": the label at " + text_of(event.start_s) + " s of " + recordings_[recording].name;
    if (label.empty()) return refuse(where + " has no text, and no data.positive says what it is");
    std::vector<LabelledInterval>& intervals = recordings_[recording].intervals;
    const bool ignored =
        std::find(labels_.ignore.begin(), labels_.ignore.end(), label) != labels_.ignore.end();
    if (event.end_s <= event.start_s && !ignored)
      return refuse(where + " is a point; give it a length, or ignore '" + label +
                    "' with data.labels.ignore");
    const LabelledInterval interval{event.start_s, event.end_s, label};
    const auto same = [&](const LabelledInterval& known) {  // two tracks may say the same
      return known.start_s == interval.start_s && known.end_s == interval.end_s &&
             known.label == label;
    };
    if (std::none_of(intervals.begin(), intervals.end(), same)) intervals.push_back(interval);
  }

  /// Keeps the recordings that labels speak of, with their lengths, which no label may overstep.
  void measure() {
    std::vector<LabelledRecording> kept;
    for (std::size_t r = 0; r < recordings_.size(); ++r) {
      if (!used_[r]) continue;
      LabelledRecording& recording = recordings_[r];
      recording.seconds = length_of(recording.path);
      for (LabelledInterval& interval : recording.intervals) {
        if (interval.end_s > recording.seconds + overhang_s ||
            interval.start_s >= recording.seconds)
          refuse(recording.name + ": is " + text_of(recording.seconds) + " s long, but a label '" +
                 interval.label + "' lasts from " + text_of(interval.start_s) + " to " +
                 text_of(interval.end_s) + " s");
        interval.end_s = std::min(interval.end_s, recording.seconds);
      }
      kept.push_back(std::move(recording));
    }
    recordings_ = std::move(kept);
  }

  const DataConfig& config_;
  const LabelsConfig& labels_;
  std::vector<LabelledRecording> recordings_;
  std::vector<bool> used_;  // some label file is about it
  std::vector<std::string> errors_;
};

}  // namespace

ClipSet cut_labelled(const DataConfig& config) {
  return Tracks(config).cut();
}

}  // namespace canopy
