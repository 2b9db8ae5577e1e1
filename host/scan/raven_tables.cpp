// Raven selection tables, with numbers as Raven writes them: nine decimals of a second, one of a
// Hertz.
#include <cstdio>

#include "base/cells.h"
#include "base/files.h"
#include "scan/outputs.h"

namespace canopy {
namespace {

constexpr const char* header =
    "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\t"
    "Begin File\tFile Offset (s)\tLabel\tScore\n";

/// Lines of a recording that starts `starts_s` behind the first one; `number` counts selections.
std::string selections(const ScanReport& report, const RecordingResult& result, double starts_s,
                       std::size_t& number) {
  std::string text;
  for (const Detection& detection : result.detections) {
    char before[192], after[64], score[32];
    std::snprintf(before, sizeof before, "%zu\tSpectrogram 1\t1\t%.9f\t%.9f\t%.1f\t%.1f\t",
                  ++number, starts_s + detection.start_s, starts_s + detection.end_s, report.low_hz,
                  report.high_hz);
    std::snprintf(after, sizeof after, "\t%.9f\t", detection.start_s);
    std::snprintf(score, sizeof score, "\t%.6f\n", detection.score);
    text += before + guarded(one_line(result.name)) + after + guarded(one_line(detection.label)) +
            score;
  }
  return text;
}

}  // namespace

void write_raven_tables(const std::string& folder, const ScanReport& report) {
  make_folders(folder + "/raven");
  const std::vector<std::string> stems = file_stems(report.recordings);
  std::string all = header;
  double starts_s = 0;
  std::size_t selection = 0;
  for (std::size_t i = 0; i < stems.size(); ++i) {
    const RecordingResult& result = report.recordings[i];
    std::size_t own = 0;
    write_file(folder + "/raven/" + stems[i] + ".Table.1.selections.txt",
               header + selections(report, result, 0, own));
    all += selections(report, result, starts_s, selection);
    starts_s += result.seconds;
  }
  write_file(folder + "/detections.selections.txt", all);
}

}  // namespace canopy
