// Sound clips of detections, for a person to review.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "scan/scan.h"

namespace canopy {

struct ClipExport {
  int count = 0;         // number of detections to export
  double context_s = 1;  // sound to keep before and after each
  std::function<void(const std::string& line)> message;
};

/// A detection, by its indices in the results.
struct Chosen {
  std::size_t recording = 0, detection = 0;
};

/// Chooses `count` detections to review: one half (rounded up) are the highest-scoring ones, the
/// other half is spread evenly over the remaining ranks, down to the lowest score. The result is
/// ordered by recording and detection.
std::vector<Chosen> choose_for_review(const std::vector<RecordingResult>& results, int count);

/// Writes the chosen detections to FOLDER/clips/<recording>_<start>_<score>.flac (.wav if FLAC
/// cannot store the sound) and lists them in FOLDER/clips/clips.csv:
/// `file,recording,start_s,end_s,label,score,file_start_s`. Recordings are decoded forward in
/// blocks, and only as far as needed. Returns the number of files. Stops early if
/// interrupt_signal() is set. Throws Error(disk) if a file cannot be written.
std::size_t export_clips(const std::string& folder, const std::vector<RecordingResult>& results,
                         const ClipExport& options);

}  // namespace canopy
