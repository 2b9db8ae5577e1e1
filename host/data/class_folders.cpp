// Clips from one folder per class.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "data/audio_names.h"
#include "data/sources.h"

namespace canopy {
namespace {

namespace fs = std::filesystem;

/// The names of the folder's audio files. Everything else that is not hidden is counted in
/// set.ignored, so that a folder of .au files or of subfolders does not go unnoticed.
std::vector<std::string> audio_files(const fs::path& folder, const std::string& shown,
                                     ClipSet& set) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    throw Error(ErrorKind::data,
                fmt::format("{}: no such folder; correct data.root or data.classes in the config",
                            folder.string()));
  std::vector<std::string> names, others;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code dangling;
    if (has_audio_name(name) && !entry->is_directory(dangling))
      names.push_back(name);
    else if (!name.starts_with("."))
      others.push_back(name);
  }
  if (error)
    throw Error(ErrorKind::data,
                fmt::format("{}: cannot be read: {}", folder.string(), error.message()));
  if (!others.empty() && set.ignored == 0)
    set.ignored_example = shown + "/" + *std::min_element(others.begin(), others.end());
  set.ignored += others.size();
  std::sort(names.begin(), names.end(),
            [](const std::string& a, const std::string& b) { return natural_less(a, b); });
  return names;
}

}  // namespace

ClipSet list_class_folders(const DataConfig& config) {
  ClipSet set;
  for (const ClassFolder& c : config.classes) set.classes.push_back(c.name);
  positive_last(set, config.positive);
  for (const ClassFolder& c : config.classes) {
    const auto label = std::find(set.classes.begin(), set.classes.end(), c.name);
    const fs::path folder = fs::path(config.root) / c.folder;
    for (const std::string& name : audio_files(folder, c.folder, set)) {
      Clip clip;
      clip.path = (folder / name).string();
      clip.name = c.folder + "/" + name;
      clip.label = static_cast<std::int32_t>(label - set.classes.begin());
      clip.group = group_of(name, config.split.group_pattern);
      set.clips.push_back(std::move(clip));
    }
  }
  return set;
}

}  // namespace canopy
