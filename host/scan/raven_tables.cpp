// Raven selection tables, with as many decimals as Raven writes: nine for seconds, one for hertz.
#include <fmt/format.h>

#include "base/cells.h"
#include "base/files.h"
#include "scan/outputs.h"

namespace canopy {
namespace {

constexpr const char* header =
    "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\t"
    "Begin File\tFile Offset (s)\tLabel\tScore\n";

/// The rows of a recording that starts `starts_s` after the first one; `number` counts the rows.
std::string selections(const ScanReport& report, const RecordingResult& result, double starts_s,
                       std::size_t& number) {
  std::string text;
  for (const Detection& detection : result.detections)
    text += fmt::format(
        "{}\tSpectrogram 1\t1\t{:.9f}\t{:.9f}\t{:.1f}\t{:.1f}\t{}\t{:.9f}\t{}\t{:.6f}\n", ++number,
        starts_s + detection.start_s, starts_s + detection.end_s, report.low_hz, report.high_hz,
        guarded(one_line(result.name)), detection.start_s, guarded(one_line(detection.label)),
        detection.score);
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
