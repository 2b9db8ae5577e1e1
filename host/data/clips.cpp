#include "data/clips.h"

#include <algorithm>
#include <map>
#include <sstream>

#include "base/error.h"
#include "base/files.h"
#include "data/sources.h"

namespace canopy {

void positive_last(ClipSet& set, const std::string& positive) {
  if (positive.empty()) return;
  set.binary = true;
  std::stable_partition(set.classes.begin(), set.classes.end(),
                        [&](const std::string& name) { return name != positive; });
}

ClipSet list_clips(const DataConfig& config) {
  ClipSet set = config.manifest.empty() ? list_class_folders(config) : read_manifest(config);
  for (const std::string& group : config.exclude_groups) {
    const std::size_t before = set.clips.size();
    std::erase_if(set.clips, [&](const Clip& clip) { return clip.group == group; });
    if (set.clips.size() == before)
      throw Error(ErrorKind::data, "data.exclude_groups: no clip is of the group '" + group +
                                       "'; a name is the file's less its -N");
  }
  for (std::size_t label = 0; label < set.classes.size(); ++label)
    if (std::none_of(set.clips.begin(), set.clips.end(), [&](const Clip& clip) {
          return clip.label == static_cast<std::int32_t>(label);
        }))
      throw Error(ErrorKind::data,
                  "class " + set.classes[label] + " has no clips under " + config.root);
  return set;
}

const char* part_name(Part part) {
  return part == Part::train ? "train" : part == Part::validation ? "validation" : "test";
}

std::optional<Part> part_of(const std::string& name) {
  for (Part part : {Part::train, Part::validation, Part::test})
    if (name == part_name(part)) return part;
  return std::nullopt;
}

std::string split_csv(const ClipSet& set) {
  std::string text = "path,label,group,part\n";
  for (const Clip& clip : set.clips) {
    text += csv_cell(clip.name) + "," +
            csv_cell(set.classes[static_cast<std::size_t>(clip.label)]) + "," +
            csv_cell(clip.group) + "," + part_name(clip.part) + "\n";
  }
  return text;
}

void apply_split(ClipSet& set, const std::string& path) {
  std::map<std::string, Part> parts;
  std::istringstream lines(read_file(path));
  std::string line;
  std::getline(lines, line);  // the header
  while (std::getline(lines, line)) {
    const std::vector<std::string> cells = csv_cells(line);
    if (cells.size() != 4) continue;
    if (const std::optional<Part> part = part_of(cells[3])) parts[cells[0]] = *part;
  }
  std::erase_if(set.clips, [&](const Clip& clip) { return !parts.count(clip.name); });
  if (set.clips.empty()) throw Error(ErrorKind::data, path + ": lists none of these clips");
  for (Clip& clip : set.clips) clip.part = parts[clip.name];
}

}  // namespace canopy
