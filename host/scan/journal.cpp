#include "scan/journal.h"

#include <sys/stat.h>

#include <filesystem>
#include <iterator>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/version.h"

namespace canopy {
namespace {

using Json = nlohmann::ordered_json;

/// A path may hold any bytes, but JSON is UTF-8: bytes beyond ASCII are stored as Latin-1
/// characters, so that they can be restored exactly.
std::string bytes_to_utf8(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xC0 | (byte >> 6));
      text += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return text;
}

std::string utf8_to_bytes(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80 || i + 1 == text.size())
      bytes += text[i];
    else
      bytes += static_cast<char>((lead << 6) | (static_cast<unsigned char>(text[++i]) & 0x3F));
  }
  return bytes;
}

/// The part of a line that must match for its result to be valid; nothing if the recording cannot
/// be examined.
std::optional<Json> key_of(const std::string& path, const std::string& model,
                           const std::string& parameters) {
  struct stat file {};
  if (::stat(path.c_str(), &file) != 0) return std::nullopt;
  std::error_code error;
  const std::string whole = std::filesystem::absolute(path, error).lexically_normal().string();
  return Json{{"path", bytes_to_utf8(whole)},
              {"size", file.st_size},
              {"mtime_ns", file.st_mtim.tv_sec * 1000000000LL + file.st_mtim.tv_nsec},
              {"model", model},
              {"parameters", parameters}};
}

Json result_json(const RecordingResult& result) {
  Json detections = Json::array();
  for (const Detection& d : result.detections)
    detections.push_back(Json::array({d.start_s, d.end_s, bytes_to_utf8(d.label), d.score}));
  return {{"seconds", result.seconds},
          {"windows", result.windows},
          {"error", bytes_to_utf8(result.error)},
          {"detections", detections}};
}

RecordingResult read_result(const Json& json, const std::string& path) {
  RecordingResult result;
  result.path = path;
  result.seconds = json.at("seconds").get<double>();
  result.windows = json.at("windows").get<std::int64_t>();
  result.error = utf8_to_bytes(json.at("error").get<std::string>());
  for (const Json& d : json.at("detections"))
    result.detections.push_back({d.at(0).get<double>(), d.at(1).get<double>(),
                                 utf8_to_bytes(d.at(2).get<std::string>()), d.at(3).get<double>()});
  return result;
}

/// The file's text up to its last complete line, and whether an incomplete one follows.
std::string whole_lines(const std::string& text, bool& torn) {
  const std::size_t end = text.rfind('\n') + 1;  // npos + 1 is 0
  torn = end < text.size();
  return text.substr(0, end);
}

/// Everything that a recording's result depends on besides its sound, the model and the device.
std::string parameters_text(const ScanOptions& options) {
  std::string text = fmt::format("step {:.17g}, threshold {:.17g}, mono {} {}", options.step_s,
                                 options.threshold.common, static_cast<int>(options.mono.kind),
                                 options.mono.channel);
  const auto append = [&](double value) {
    fmt::format_to(std::back_inserter(text), " {:.17g}", value);
  };
  const PeaksConfig& peaks = options.counting.peaks;
  if (options.counting.method == CountingMethod::peaks) {
    text += ", peaks";
    for (const double value :
         {peaks.low_threshold, peaks.smoothing_s, peaks.valley, peaks.min_distance_s,
          peaks.merge_gap_s, peaks.min_duration_s, peaks.max_duration_s, peaks.margin_s})
      append(value);
  }
  for (const double threshold : options.threshold.of_class) {
    text += ',';
    append(threshold);
  }
  return text;
}

}  // namespace

ScanJournal::ScanJournal(const std::string& folder, const std::string& model,
                         const std::string& parameters, bool fresh)
    : path_(folder + "/scan.journal.jsonl"), model_(model), parameters_(parameters) {
  std::error_code error;
  if (fresh) std::filesystem::remove(path_, error);
  if (!std::filesystem::exists(path_, error)) return;
  bool torn = false;
  const std::string text = whole_lines(read_file(path_), torn);
  if (torn) write_file(path_, text);  // otherwise the next line would join the torn one
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    const Json entry = Json::parse(line, nullptr, false);
    if (entry.is_object() && entry.contains("path") && entry["path"].is_string())
      lines_[entry["path"].get<std::string>()] = line;
  }
}

std::map<std::string, RecordingResult> ScanJournal::finished(
    const std::vector<std::string>& paths) {
  std::map<std::string, RecordingResult> results;
  for (const std::string& path : paths) {
    const std::optional<Json> key = key_of(path, model_, parameters_);
    if (!key) continue;
    keys_[path] = key->dump();
    const auto line = lines_.find((*key)["path"].get<std::string>());
    if (line == lines_.end()) continue;
    try {
      const Json entry = Json::parse(line->second);
      bool same = true;
      for (const auto& item : key->items())
        same = same && entry.contains(item.key()) && entry[item.key()] == item.value();
      if (!same) continue;
      RecordingResult result = read_result(entry, path);
      if (result.seconds > 0) results.emplace(path, std::move(result));
    } catch (const Json::exception&) {  // not a valid entry: scan the recording again
    }
  }
  return results;
}

void ScanJournal::add(const RecordingResult& result) {
  const auto key = keys_.find(result.path);
  if (key == keys_.end()) return;  // finished() could not examine it
  Json entry = Json::parse(key->second);
  entry.update(result_json(result));
  append_file(path_, entry.dump() + "\n");
}

std::vector<RecordingResult> scan_with_journal(Backend& backend, Classifier& classifier,
                                               const std::string& model_path,
                                               const std::vector<std::string>& paths,
                                               ScanOptions options, const std::string& folder,
                                               bool fresh) {
  Hash64 parameters;
  const std::string device = backend.info().id;
  parameters.add(fmt::format("{}\n{}\n{}", parameters_text(options),
                             device.substr(0, device.find(':')), version()));
  ScanJournal journal(folder, hash_text(hash_file(model_path)), hash_text(parameters.value()),
                      fresh);
  options.finished = journal.finished(paths);
  options.on_finished = [&](const RecordingResult& result) { journal.add(result); };
  if (!options.finished.empty() && options.message) {
    options.message(fmt::format("{} of {} {} already scanned; see {}/scan.journal.jsonl",
                                options.finished.size(), paths.size(),
                                paths.size() == 1 ? "recording" : "recordings", folder));
    for (const auto& [path, result] : options.finished)
      if (result.partial())
        options.message(
            fmt::format("already scanned, but only in part: {}: {}", path, result.error));
  }
  return scan_recordings(backend, classifier, paths, options);
}

}  // namespace canopy
