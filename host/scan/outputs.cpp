// The table of a scan's outputs. To add one:
//   scan/<name>.cpp           its writer
//   scan/outputs.h            the declaration of the writer
//   scan/outputs.cpp          its row below
//   config/scan_fields.cpp    its name, in the same order, and its description
//   docs/outputs.md, tests/scan/writers_test.cpp, tests/app/bad_inputs_test.cpp (the list of names)
// Then run build/cpu/bin/canopy_write_schema in the repository root.
#include "scan/outputs.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/cells.h"
#include "base/error.h"
#include "base/files.h"
#include "data/event_files.h"

namespace canopy {
namespace {

constexpr std::size_t max_stem = 180;  // bytes; a file name may have 255, and a suffix follows

/// Replaces separators and control characters, and truncates between UTF-8 characters.
std::string as_file_name(std::string text) {
  for (char& c : text)
    if (c == '/' || static_cast<unsigned char>(c) < 0x20) c = '_';
  if (text.size() > max_stem) {
    std::size_t end = max_stem;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text.resize(end);
  }
  return text.empty() || text.starts_with('.') ? "_" + text : text;
}

std::string file_name_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

}  // namespace

const std::vector<OutputFormat>& output_formats() {
  static const std::vector<OutputFormat> formats = {
      {"results", "results.csv", "the number of calls in each recording",
       [](const std::string& folder, const ScanReport& report) {
         write_results_csv(folder + "/results.csv", report.recordings, report.counted);
       }},
      {"detections", "detections.csv", "every call with its start, end and score",
       [](const std::string& folder, const ScanReport& report) {
         write_detections_csv(folder + "/detections.csv", report.recordings);
       }},
      {"raven", "detections.selections.txt, raven/", "all calls as Raven selection tables",
       write_raven_tables},
      {"audacity", "labels/", "all calls as Audacity label tracks, one per recording",
       write_audacity_labels},
      {"json", "detections.json", "all recordings and their calls as JSON",
       [](const std::string& folder, const ScanReport& report) {
         write_detections_json(folder + "/detections.json", report);
       }},
  };
  return formats;
}

void write_outputs(const std::string& folder, const ScanReport& report,
                   const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto& formats = output_formats();
    const auto format = std::find_if(formats.begin(), formats.end(),
                                     [&](const OutputFormat& f) { return f.name == name; });
    if (format == formats.end())
      throw Error(ErrorKind::usage, fmt::format("unknown output '{}'", name));
    format->write(folder, report);
  }
}

std::vector<std::string> counted_classes(const ModelInfo& info) {
  if (info.task == Task::binary) return {info.classes.back()};
  return info.classes;
}

ScanReport scan_report(std::vector<RecordingResult> results, const ModelInfo& info) {
  const FeaturesConfig& features = info.config.features;
  ScanReport report;
  report.recordings = std::move(results);
  report.counted = counted_classes(info);
  report.low_hz = features.mel ? features.mel->low_hz : 0;
  report.high_hz = features.mel ? features.mel->high_hz : features.sample_rate / 2.0;
  return report;
}

std::size_t drop_below(std::vector<RecordingResult>& results, double score) {
  std::size_t dropped = 0;
  for (RecordingResult& result : results)
    dropped +=
        std::erase_if(result.detections, [&](const Detection& d) { return d.score < score; });
  return dropped;
}

std::string partial_reason(const RecordingResult& result) {
  if (result.seconds == 0) return result.error;
  return fmt::format("partial, scanned up to {:.3f} s: {}", result.seconds, result.error);
}

void write_bad_recordings(const std::string& path, const std::vector<RecordingResult>& results) {
  std::string text = "path,reason\n";
  for (const RecordingResult& result : results)
    if (result.partial())
      text += fmt::format("{},{}\n", text_cell(result.path), text_cell(partial_reason(result)));
  write_file(path, text);
}

std::vector<std::string> file_stems(const std::vector<RecordingResult>& results) {
  std::multiset<std::string> stems, names;
  for (const RecordingResult& result : results) {
    stems.insert(as_file_name(recording_stem(result.name)));
    names.insert(as_file_name(file_name_of(result.name)));
  }
  std::vector<std::string> unique;
  std::set<std::string> taken;
  for (const RecordingResult& result : results) {
    std::string stem = as_file_name(recording_stem(result.name));
    if (stems.count(stem) > 1) stem = as_file_name(file_name_of(result.name));
    if (names.count(stem) > 1) stem = as_file_name(result.name);
    std::string numbered = stem;
    for (int n = 2; !taken.insert(numbered).second; ++n) numbered = fmt::format("{}-{}", stem, n);
    unique.push_back(numbered);
  }
  return unique;
}

std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return line;
}

}  // namespace canopy
