// What people should know about the clips before training on them.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/config.h"
#include "data/clips.h"
#include "data/sound_facts.h"

namespace canopy {

/// The clips of one class or of one source recording.
struct ClipSummary {
  std::string name;
  std::size_t clips = 0, train = 0, validation = 0, test = 0;
  std::set<std::string> sources, classes;
  std::map<int, std::size_t> rates, channels;  // value -> number of clips
  double shortest_s = 0, median_s = 0, longest_s = 0;
  std::size_t clipped = 0, silent = 0, repeated = 0;  // clips
};

/// Clips whose sound is the same, bit for bit.
struct Duplicates {
  std::vector<std::size_t> clips;  // at least two, in the order of the set
  bool labels_differ = false;
  bool parts_differ = false;
};

enum class Trait { sample_rate, channels, duration, bandwidth };

/// How well a single trait of the files separates a class from the others.
struct Leak {
  Trait trait = Trait::sample_rate;
  std::string class_name;        // "capuchin"
  std::string versus;            // "other", or "the rest"
  double balanced_accuracy = 0;  // of the best rule on this trait alone, 0.5 (chance) to 1
};

struct DataReport {
  // In the set's order, then "(none)" for clips without classes; a clip counts for each of its
  // classes.
  std::vector<ClipSummary> classes;
  std::vector<ClipSummary> sources;  // in natural order
  std::vector<Duplicates> duplicates;
  std::vector<Leak> leaks;                 // strongest first; only significant ones
  std::vector<std::string> split_sources;  // sources with clips in more than one part
  int lowest_rate = 0;                     // Hz
  // 10 % quantiles, each of the class where it is lowest ("(none)" is one of them):
  double low_bandwidth_hz = 0;
  double short_clip_s = 0;
};

/// `sounds` belong to set.clips, which must be split already.
DataReport report_data(const ClipSet& set, const std::vector<SoundFacts>& sounds);

/// Steps of report_data.
std::vector<Duplicates> find_duplicates(const ClipSet& set, const std::vector<SoundFacts>& sounds);
std::vector<Leak> find_leaks(const ClipSet& set, const std::vector<SoundFacts>& sounds);

bool is_clipped(const SoundFacts& sound);
bool is_silent(const SoundFacts& sound);

/// What needs attention and what to do about it, one line each.
std::vector<std::string> data_warnings(const DataReport& report, const ClipSet& set,
                                       const FeaturesConfig& features);
/// The report for a terminal, without warnings: a paragraph per class and, with `sources`, a line
/// per source.
std::string data_report_text(const DataReport& report, bool sources);
/// "44100 (12), 48000 (3)": each value with its number of clips.
std::string counted_text(const std::map<int, std::size_t>& values);
/// data.csv: name,label,group,part,rate,channels,seconds,rms_db,clipped,bandwidth_hz,hash.
std::string data_csv(const ClipSet& set, const std::vector<SoundFacts>& sounds);

}  // namespace canopy
