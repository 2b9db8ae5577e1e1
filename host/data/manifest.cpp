// Clips from a CSV file: path,label[,group][,start_s,end_s][,split], columns in any order. With
// data.multi_label the label is any number of names separated by `;`, possibly none.
#include <cmath>
#include <filesystem>
#include <optional>
#include <set>
#include <sstream>
#include <tuple>

#include <fmt/format.h>

#include "base/csv_table.h"
#include "base/files.h"
#include "data/sources.h"

namespace canopy {
namespace {

namespace fs = std::filesystem;

std::optional<double> seconds(const std::string& cell) {
  std::istringstream in(cell);
  in.imbue(std::locale::classic());
  double value = 0;
  char rest = 0;
  if (!(in >> value) || in >> rest || !std::isfinite(value) || value < 0) return std::nullopt;
  return value;
}

std::string trimmed(const std::string& text) {
  const char* blanks = " \t";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Collects the clips of a manifest and the errors in its rows.
class Manifest {
 public:
  Manifest(const DataConfig& config, std::string path) : config_(config), path_(std::move(path)) {}

  ClipSet read() {
    const CsvTable table(read_file(path_), path_,
                         {{"path", "label"}, {"group", "start_s", "end_s", "split"}});
    table.each(errors_, [this](const CsvTable::Row& row) { read_clip(row); });
    errors_.report();
    if (config_.multi_label)
      name_label_sets(set_, label_sets_, path_);
    else
      name_classes(set_, labels_, config_.positive, path_);
    return std::move(set_);
  }

 private:
  void refuse(const std::string& where, const std::string& what) {
    errors_.add(fmt::format("{}: {}", where, what));
  }

  void read_clip(const CsvTable::Row& row) {
    Clip clip;
    clip.name = row["path"];
    const std::string label = row["label"];
    if (clip.name.empty()) return refuse(row.where("path"), "the path is empty");
    std::set<std::string> names;
    if (config_.multi_label) {
      if (!read_names(row, label, names)) return;
    } else if (label.empty()) {
      return refuse(row.where("label"), "the label is empty");
    }
    clip.path = (fs::path(config_.root) / clip.name).string();
    clip.group = row["group"];
    if (clip.group.empty()) clip.group = group_of(clip.name, config_.split.group_pattern);
    for (const auto& [column, value] :
         {std::pair{"start_s", &clip.start_s}, std::pair{"end_s", &clip.end_s}}) {
      const std::string text = row[column];
      if (text.empty()) continue;
      const std::optional<double> parsed = seconds(text);
      if (!parsed)
        return refuse(row.where(column),
                      fmt::format("expected a number of seconds >= 0, got \"{}\"", text));
      *value = *parsed;
    }
    if (clip.end_s >= 0 && clip.end_s <= clip.start_s)
      return refuse(row.where("end_s"), "expected an end after start_s");
    if (const std::string part = row["split"]; !part.empty()) {
      const std::optional<Part> named = part_of(part);
      if (!named)
        return refuse(row.where("split"),
                      fmt::format("expected train, validation or test, got \"{}\"", part));
      clip.part = *named;
      clip.part_given = true;
    }
    const std::string file = fs::path(clip.path).lexically_normal().string();
    if (config_.multi_label && !known_.emplace(file, clip.start_s, clip.end_s).second)
      return refuse(row.where("path"),
                    clip.name + " is listed twice; put all its labels in one row, separated by ;");
    set_.clips.push_back(std::move(clip));
    labels_.push_back(label);
    label_sets_.push_back(std::move(names));
  }

  /// Splits "robin; wren" into names. Returns false, with an error, if the label is malformed.
  bool read_names(const CsvTable::Row& row, const std::string& label,
                  std::set<std::string>& names) {
    const auto malformed = [&](const std::string& what) {
      refuse(row.where("label"), what);
      return false;
    };
    if (trimmed(label).empty()) return true;
    std::string left = label + ";";
    for (std::size_t end; (end = left.find(';')) != std::string::npos; left.erase(0, end + 1)) {
      const std::string name = trimmed(left.substr(0, end));
      if (name.empty())
        return malformed(fmt::format("expected names separated by ;, got \"{}\"", label));
      if (const std::size_t at = name.find_first_of(",|\t"); at != std::string::npos)
        return malformed(
            fmt::format("expected names separated by ;, got '{}' in \"{}\"", name[at], name));
      if (!names.insert(name).second) return malformed(fmt::format("'{}' is listed twice", name));
    }
    return true;
  }

  const DataConfig& config_;
  std::string path_;
  ErrorList errors_;
  std::vector<std::string> labels_;                          // one per clip
  std::vector<std::set<std::string>> label_sets_;            // the same with data.multi_label
  std::set<std::tuple<std::string, double, double>> known_;  // file, start_s, end_s
  ClipSet set_;
};

}  // namespace

ClipSet read_manifest(const DataConfig& config) {
  fs::path path = config.manifest;
  std::error_code ignored;
  if (path.is_relative() && fs::exists(fs::path(config.root) / path, ignored))
    path = fs::path(config.root) / path;
  return Manifest(config, path.string()).read();
}

}  // namespace canopy
