// Clips from a CSV file: path,label[,group][,start_s,end_s][,split], columns in any order. With
// data.multi_label the label is any number of names with `;` between them, none too.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <tuple>

#include "base/error.h"
#include "base/files.h"
#include "data/sources.h"

namespace canopy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_errors = 20;  // more would only scroll the first ones away

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

/// The columns of the header, and the errors found so far with their lines.
class Manifest {
 public:
  Manifest(const DataConfig& config, std::string path) : config_(config), path_(std::move(path)) {}

  ClipSet read() {
    std::istringstream lines(read_file(path_));
    std::string line;
    std::vector<std::string> labels;
    for (std::size_t number = 1; std::getline(lines, line); ++number) {
      if (number == 1) {
        if (line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
        read_header(line);
      } else if (!line.empty() && line != "\r") {
        read_clip(number, csv_cells(line));
      }
    }
    if (columns_.empty()) refuse(1, "the file is empty; its first line names the columns");
    report();
    if (config_.multi_label)
      name_label_sets(set_, label_sets_, path_);
    else
      name_classes(set_, labels_, config_.positive, path_);
    return std::move(set_);
  }

 private:
  void refuse(std::size_t line, const std::string& what) {
    errors_.push_back(path_ + ":" + std::to_string(line) + ": " + what);
  }

  void report() const {
    if (errors_.empty()) return;
    std::string text;
    for (std::size_t i = 0; i < std::min(errors_.size(), most_errors); ++i)
      text += (i ? "\n" : "") + errors_[i];
    if (errors_.size() > most_errors)
      text += "\n... and " + std::to_string(errors_.size() - most_errors) + " more";
    throw Error(ErrorKind::data, text);
  }

  void read_header(const std::string& line) {
    static const std::vector<std::string> known = {"path",    "label", "group",
                                                   "start_s", "end_s", "split"};
    for (const std::string& cell : csv_cells(line)) {
      if (std::find(known.begin(), known.end(), cell) == known.end())
        refuse(1, "unknown column '" + cell + "'; known are path,label,group,start_s,end_s,split");
      if (columns_.count(cell)) refuse(1, "column '" + cell + "' stands there twice");
      columns_.emplace(cell, columns_.size());
    }
    for (const char* needed : {"path", "label"})
      if (!columns_.count(needed)) refuse(1, std::string("the column '") + needed + "' is missing");
    report();
  }

  std::string cell(const std::vector<std::string>& cells, const char* column) const {
    const auto at = columns_.find(column);
    return at == columns_.end() ? "" : cells[at->second];
  }

  void read_clip(std::size_t number, const std::vector<std::string>& cells) {
    if (cells.size() != columns_.size())
      return refuse(number, "expected " + std::to_string(columns_.size()) + " cells, got " +
                                std::to_string(cells.size()));
    Clip clip;
    clip.name = cell(cells, "path");
    const std::string label = cell(cells, "label");
    if (clip.name.empty()) return refuse(number, "the path is empty");
    std::set<std::string> names;
    if (config_.multi_label) {
      if (!read_names(number, label, names)) return;
    } else if (label.empty()) {
      return refuse(number, "the label is empty");
    }
    clip.path = (fs::path(config_.root) / clip.name).string();
    clip.group = cell(cells, "group");
    if (clip.group.empty()) clip.group = group_of(clip.name, config_.split.group_pattern);
    for (const auto& [column, value] :
         {std::pair{"start_s", &clip.start_s}, std::pair{"end_s", &clip.end_s}}) {
      const std::string text = cell(cells, column);
      if (text.empty()) continue;
      const std::optional<double> parsed = seconds(text);
      if (!parsed)
        return refuse(number, std::string(column) + ": expected seconds, got '" + text + "'");
      *value = *parsed;
    }
    if (clip.end_s >= 0 && clip.end_s <= clip.start_s)
      return refuse(number, "end_s is not after start_s");
    const std::string part = cell(cells, "split");
    if (!part.empty()) {
      const std::optional<Part> named = part_of(part);
      if (!named)
        return refuse(number, "split: expected train, validation or test, got '" + part + "'");
      clip.part = *named;
      clip.part_given = true;
    }
    const std::string file = fs::path(clip.path).lexically_normal().string();
    if (config_.multi_label && !known_.emplace(file, clip.start_s, clip.end_s).second)
      return refuse(number, clip.name +
                                " stands there twice; all its labels belong into one line, "
                                "with ; between them");
    set_.clips.push_back(std::move(clip));
    labels_.push_back(label);
    label_sets_.push_back(std::move(names));
  }

  /// "robin; wren" -> the names. False, with an error, when they cannot be meant.
  bool read_names(std::size_t number, const std::string& label, std::set<std::string>& names) {
    if (trimmed(label).empty()) return true;
    std::string left = label + ";";
    for (std::size_t end; (end = left.find(';')) != std::string::npos; left.erase(0, end + 1)) {
      const std::string name = trimmed(left.substr(0, end));
      if (name.empty()) {
        refuse(number, "label: expected names with ; between them, got '" + label + "'");
        return false;
      }
      if (const std::size_t at = name.find_first_of(",|\t"); at != std::string::npos) {
        refuse(number, "label: expected ; between names, got '" + name.substr(at, 1) + "' in '" +
                           name + "'");
        return false;
      }
      if (!names.insert(name).second) {
        refuse(number, "label: '" + name + "' stands there twice");
        return false;
      }
    }
    return true;
  }

  const DataConfig& config_;
  std::string path_;
  std::map<std::string, std::size_t> columns_;
  std::vector<std::string> errors_, labels_;
  // with data.multi_label
  std::vector<std::set<std::string>> label_sets_;            // one a clip
  std::set<std::tuple<std::string, double, double>> known_;  // path, start_s, end_s
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
