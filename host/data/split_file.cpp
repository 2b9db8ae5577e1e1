// split.csv: which part of the split each clip is in.
#include <map>

#include <fmt/format.h>

#include "base/csv_table.h"
#include "base/error.h"
#include "base/files.h"
#include "data/clips.h"

namespace canopy {

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
  for (const Clip& clip : set.clips)
    text += fmt::format("{},{},{},{}\n", csv_cell(clip.name), csv_cell(set.label_text(clip)),
                        csv_cell(clip.group), part_name(clip.part));
  return text;
}

void apply_split(ClipSet& set, const std::string& path) {
  const CsvTable table(read_file(path), path, {{"path", "label", "group", "part"}, {}});
  ErrorList errors;
  std::map<std::string, Part> parts;
  table.each(errors, [&](const CsvTable::Row& row) {
    if (row["path"].empty()) return errors.add(row.where("path") + ": the path is empty");
    const std::optional<Part> part = part_of(row["part"]);
    if (!part)
      return errors.add(fmt::format("{}: expected train, validation or test, got \"{}\"",
                                    row.where("part"), row["part"]));
    const Part first = parts.emplace(row["path"], *part).first->second;
    if (first != *part)
      errors.add(fmt::format("{}: {} is already listed with the part {}", row.where("part"),
                             row["path"], part_name(first)));
  });
  errors.report();
  std::erase_if(set.clips, [&](const Clip& clip) { return !parts.count(clip.name); });
  if (set.clips.empty())
    throw Error(ErrorKind::data, path + ": lists none of the clips of this config");
  for (Clip& clip : set.clips) clip.part = parts[clip.name];
}

}  // namespace canopy
