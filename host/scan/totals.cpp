#include "scan/totals.h"

#include <fmt/format.h>

#include "base/counted.h"
#include "base/error.h"

namespace canopy {

std::string ScanTotals::text() const {
  return fmt::format("{} in {}", counted(calls, "call"), counted(recordings, "recording"));
}

ScanTotals scan_totals(const std::vector<RecordingResult>& results) {
  ScanTotals totals;
  totals.recordings = results.size();
  for (const RecordingResult& result : results) {
    totals.calls += result.detections.size();
    totals.partial += result.partial();
    totals.unread += result.seconds == 0;
    totals.seconds += result.seconds;
  }
  return totals;
}

void require_readable(const ScanTotals& totals, const std::string& bad_files,
                      std::string_view note) {
  if (totals.unread == totals.recordings)
    throw Error(ErrorKind::data,
                fmt::format("no recording could be read; see {}{}", bad_files, note));
}

}  // namespace canopy
