// Clips from long recordings and their label files: finds the recording of each label file.
#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "audio/decoder.h"
#include "base/error.h"
#include "base/error_list.h"
#include "base/files.h"
#include "data/audio_names.h"
#include "data/event_files.h"
#include "data/labelled.h"
#include "data/sources.h"

namespace canopy {
namespace {

namespace fs = std::filesystem;

constexpr double overhang_s = 0.5;  // how far a label may reach beyond the recording's end

/// The file itself, or all files in the folder and its subfolders whose names are `wanted`, in
/// natural order.
std::vector<fs::path> files_of(const fs::path& path, const char* setting,
                               bool (*wanted)(const std::string&)) {
  std::error_code error;
  if (fs::is_regular_file(path, error)) return {path};
  std::vector<fs::path> found;
  fs::recursive_directory_iterator entry(path, error);
  if (error)
    throw Error(ErrorKind::data, fmt::format("{}: no such file or folder; correct data.labels.{}",
                                             path.string(), setting));
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code dangling;
    if (entry->is_regular_file(dangling) && wanted(entry->path().filename().string()))
      found.push_back(entry->path());
  }
  if (error)
    throw Error(ErrorKind::data,
                fmt::format("{}: cannot be read: {}", path.string(), error.message()));
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

/// The length in seconds; decodes the file only if its header does not give the length.
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
      throw Error(ErrorKind::data,
                  fmt::format("{}: no label files (.txt, .tsv, .csv) here; correct "
                              "data.labels.tracks",
                              tracks.string()));
    for (const fs::path& file : files) read_track(file.string());
    measure();
    errors_.report();
    CutClips cut = cut_clips(recordings_, labels_);
    ClipSet set;
    set.clips = std::move(cut.clips);
    name_classes(set, cut.labels, config_.positive, tracks.string());
    return set;
  }

 private:
  void refuse(std::string what) { errors_.add(std::move(what)); }

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

  /// The index of the recording with this name; an error if there is none or more than one.
  std::optional<std::size_t> named(const std::string& name, const std::string& file) {
    std::vector<std::size_t> found;
    for (std::size_t r = 0; r < recordings_.size(); ++r)
      if (same_recording(name, recordings_[r].path)) found.push_back(r);
    if (found.size() == 1) return found[0];
    refuse(found.empty()
               ? fmt::format("{}: data.labels.recordings has no recording '{}'", file, name)
               : fmt::format("{}: '{}' is ambiguous: {} or {}; give its folder or its extension",
                             file, name, recordings_[found[0]].name, recordings_[found[1]].name));
    return std::nullopt;
  }

  void read_track(const std::string& file) {
    const EventList list = read_as(labels_.format, file);
    std::map<std::string, std::optional<std::size_t>> known;  // each name is looked up once
    for (const std::string& name : list.recordings) known[name] = named(name, file);
    for (const auto& [name, recording] : known)
      if (recording) used_[*recording] = true;  // even without events
    for (const SoundEvent& event : list.events)
      if (const auto recording = known[event.recording]) add(file, event, *recording);
  }

  void add(const std::string& file, const SoundEvent& event, std::size_t recording) {
    const std::string label = event.label.empty() ? config_.positive : event.label;
    const std::string where = fmt::format("{}: the label at {:.3f} s of {}", file, event.start_s,
                                          recordings_[recording].name);
    if (label.empty()) return refuse(where + " has no text; set data.positive to name such labels");
    std::vector<LabelledInterval>& intervals = recordings_[recording].intervals;
    const bool ignored =
        std::find(labels_.ignore.begin(), labels_.ignore.end(), label) != labels_.ignore.end();
    if (event.end_s <= event.start_s && !ignored)
      return refuse(fmt::format("{} has no length; give it one, or add '{}' to data.labels.ignore",
                                where, label));
    const LabelledInterval interval{event.start_s, event.end_s, label};
    const auto same = [&](const LabelledInterval& known) {  // the same label may be in two tracks
      return known.start_s == interval.start_s && known.end_s == interval.end_s &&
             known.label == label;
    };
    if (std::none_of(intervals.begin(), intervals.end(), same)) intervals.push_back(interval);
  }

  /// Keeps the recordings that have a label file, finds their lengths, and refuses labels beyond
  /// their ends.
  void measure() {
    std::vector<LabelledRecording> kept;
    for (std::size_t r = 0; r < recordings_.size(); ++r) {
      if (!used_[r]) continue;
      LabelledRecording& recording = recordings_[r];
      recording.seconds = length_of(recording.path);
      for (LabelledInterval& interval : recording.intervals) {
        if (interval.end_s > recording.seconds + overhang_s ||
            interval.start_s >= recording.seconds)
          refuse(fmt::format(
              "{}: the recording is {:.3f} s long, but a label '{}' lasts from "
              "{:.3f} s to {:.3f} s",
              recording.name, recording.seconds, interval.label, interval.start_s, interval.end_s));
        interval.end_s = std::min(interval.end_s, recording.seconds);
      }
      kept.push_back(std::move(recording));
    }
    recordings_ = std::move(kept);
  }

  const DataConfig& config_;
  const LabelsConfig& labels_;
  std::vector<LabelledRecording> recordings_;
  std::vector<bool> used_;  // whether the recording has a label file
  ErrorList errors_;
};

}  // namespace

ClipSet cut_labelled(const DataConfig& config) {
  return Tracks(config).cut();
}

}  // namespace canopy
