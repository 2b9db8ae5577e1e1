// Detections cut from their recordings, for somebody to listen to.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "scan/scan.h"

namespace canopy {

struct ClipExport {
  int count = 0;         // of detections
  double context_s = 1;  // cut before and behind each
  std::function<void(const std::string& line)> message;
};

/// A detection among the results.
struct Chosen {
  std::size_t recording = 0, detection = 0;
};

/// Which `count` detections are worth a review: half of them (rounded up) are those that score
/// highest, the others lie evenly over the rest, ranked by score, down to the lowest one. In the
/// order of the recordings and of their detections.
std::vector<Chosen> choose_for_review(const std::vector<RecordingResult>& results, int count);

/// Cuts the chosen detections and writes them to FOLDER/clips/<recording>_<start>_<score>.flac
/// (.wav where FLAC cannot hold the sound), and FOLDER/clips/clips.csv, which says what each file
/// is: `file,recording,start_s,end_s,label,score,file_start_s`. Recordings are decoded forward in
/// blocks, no further than needed. Returns the number of files; stops early when interrupt_signal()
/// is set. Throws Error(disk).
std::size_t export_clips(const std::string& folder, const std::vector<RecordingResult>& results,
                         const ClipExport& options);

}  // namespace canopy
