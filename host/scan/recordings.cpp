// The files that a scan reads, and their names in its results.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "data/audio_names.h"
#include "scan/scan.h"

namespace canopy {

std::string scanned_path(const Config& config) {
  const std::filesystem::path named = config.scan->recordings;
  if (named.is_absolute()) return named.string();
  return (std::filesystem::path(config.data.root) / named).string();
}

std::vector<std::string> list_recordings(const std::vector<std::string>& paths) {
  namespace fs = std::filesystem;
  std::vector<std::string> found;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::exists(path, error))
      throw Error(ErrorKind::data, path + ": no such recording or folder");
    if (!fs::is_directory(path, error)) {
      found.push_back(path);
      continue;
    }
    fs::recursive_directory_iterator entry(path, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
      std::error_code dangling;
      if (entry->is_regular_file(dangling) && has_audio_name(entry->path().string()))
        found.push_back(entry->path().string());
    }
    if (error)
      throw Error(ErrorKind::data, fmt::format("{}: cannot be read: {}", path, error.message()));
  }
  std::sort(found.begin(), found.end(),
            [](const std::string& a, const std::string& b) { return natural_less(a, b); });
  std::set<std::string> seen;
  std::erase_if(found, [&](const std::string& path) {
    std::error_code error;
    return !seen.insert(fs::weakly_canonical(path, error).string()).second;
  });
  if (found.empty())
    throw Error(ErrorKind::data, (paths.empty() ? "" : paths.front() + ": ") +
                                     std::string("no audio files to scan"));
  return found;
}

std::vector<std::string> recording_names(const std::vector<std::string>& paths) {
  std::map<std::string, int> count;
  const auto file_name = [](const std::string& path) {
    return std::filesystem::path(path).filename().string();
  };
  for (const std::string& path : paths) ++count[file_name(path)];
  std::vector<std::string> names;
  for (const std::string& path : paths)  // two folders may hold the same name
    names.push_back(count[file_name(path)] > 1 ? path : file_name(path));
  return names;
}

}  // namespace canopy
