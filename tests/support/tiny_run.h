// A data set of a few short tones and noises, and a config that trains on it within a second.
#pragma once

#include <string>

namespace canopy::test {

/// Writes data/call (tones) and data/other (noise), `groups` sources of three clips each, a folder
/// of two recordings, and config.json (output in `folder`/results/tiny). Returns its path.
std::string write_tiny_run(const std::string& folder, int epochs, int groups = 6);

/// The same with multi-label clips, which have none, one or both of the labels `high` and `low`:
/// data/clips.csv with `groups` sources of three clips each, in turn with `high`, `low`, both and
/// none; and a recording of 5 s with `low` from 1 to 3 s and `high` from 2 to 4 s.
std::string write_tiny_labels(const std::string& folder, int epochs, int groups = 16);

/// A train.augment section with every augmentation, for those clips of half a second.
std::string full_augmentation();

}  // namespace canopy::test
