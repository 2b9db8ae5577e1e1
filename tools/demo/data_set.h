// The demo data set, with the challenge's folders and file names.
//   OUT/Parsed_Capuchinbird_Clips/capuchin-03-1.wav
//   OUT/Parsed_Not_Capuchinbird_Clips/cricket-01-4.wav
//   OUT/Forest Recordings/recording_00.flac, forest_truth.csv
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace canopy::demo {

struct DataSetOptions {
  std::string out;
  std::uint64_t seed = 1;
  int clips = 320;  // per class, from clips / 4 sources
  int recordings = 6;
  double seconds = 90;  // length of a recording
  bool force = false;   // replaces an earlier demo data set
  int threads = 0;      // 0: all available; the files do not depend on it
  std::function<void(int done, int files)> progress;  // never called concurrently
};

struct DataSetSummary {
  int clips = 0;    // in both classes
  int sources = 0;  // in both classes
  int recordings = 0;
  int calls = 0;  // in the recordings
};

/// Writes the data set. Until it is complete it is in OUT/.unfinished, which the next run removes.
/// Throws Error(usage) if the folder contains other files or `seconds` is invalid, Error(disk) if a
/// file cannot be written, and Interrupted after a signal.
DataSetSummary make_data_set(const DataSetOptions& options);

struct Interrupted {
  int signal;
};

}  // namespace canopy::demo
