// The totals of a scan, for the messages to the user.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scan/scan.h"

namespace canopy {

struct ScanTotals {
  std::size_t recordings = 0;
  std::size_t calls = 0;
  std::size_t partial = 0;  // recordings that were not read to their end, including the unread ones
  std::size_t unread = 0;   // recordings of which nothing could be read
  double seconds = 0;       // of sound that was scanned

  /// "3 calls in 1 recording".
  std::string text() const;
};

ScanTotals scan_totals(const std::vector<RecordingResult>& results);

/// Throws Error(data) if no recording could be read. The message names the list of the bad files,
/// followed by `note`.
void require_readable(const ScanTotals& totals, const std::string& bad_files,
                      std::string_view note = "");

}  // namespace canopy
