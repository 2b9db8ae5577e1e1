// The whole demo data set, laid out like the challenge's.
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
  int clips = 320;  // a class, cut from clips / 4 sources
  int recordings = 6;
  double seconds = 90;  // of a recording
  bool force = false;   // replaces what an earlier run made
  int threads = 0;      // 0: what the machine offers; the bytes do not depend on it
  std::function<void(int done, int files)> progress;  // one call at a time
};

struct DataSetSummary {
  int clips = 0;    // of both classes
  int sources = 0;  // of both classes
  int recordings = 0;
  int calls = 0;  // in the recordings
};

/// Writes the data set. Until it is whole it stays in OUT/.unfinished, which the next run removes.
/// Throws Error(usage) for a folder that holds anything else or a length that is none, Error(disk)
/// when it cannot be written, and Interrupted when a signal came.
DataSetSummary make_data_set(const DataSetOptions& options);

struct Interrupted {
  int signal;
};

}  // namespace canopy::demo
