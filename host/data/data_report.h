// What a person should know of the clips before anything is trained on them.
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

/// Some clips: those of a class, or of a source recording.
struct ClipSummary {
  std::string name;
  std::size_t clips = 0, train = 0, validation = 0, test = 0;
  std::set<std::string> sources, classes;
  std::map<int, std::size_t> rates, channels;  // clips of each
  double shortest_s = 0, median_s = 0, longest_s = 0;
  std::size_t clipped = 0, silent = 0, repeated = 0;  // clips
};

/// Clips with the same sound, to the last bit.
struct Duplicates {
  std::vector<std::size_t> clips;  // two at least, in the order of the set
  bool labels_differ = false;
  bool parts_differ = false;
};

enum class Trait { sample_rate, channels, duration, bandwidth };

/// How well one trait of the files tells a class from the others, without any listening.
struct Leak {
  Trait trait = Trait::sample_rate;
  std::string told, from;        // "capuchin", "other" or "the rest"
  double balanced_accuracy = 0;  // of the best rule on this trait alone: 0.5 tells nothing, 1 all
};

struct DataReport {
  // In the set's order; a clip of several counts for each, and those of none come last, "(none)".
  std::vector<ClipSummary> classes;
  std::vector<ClipSummary> sources;  // in natural order
  std::vector<Duplicates> duplicates;
  std::vector<Leak> leaks;                 // strongest first; only those that are no chance
  std::vector<std::string> split_sources;  // sources with clips in more than one part
  int lowest_rate = 0;                     // Hz
  double low_bandwidth_hz = 0;  // a tenth of some class, or of those of none, reaches no higher
  double short_clip_s = 0;      // a tenth of some class, or of those of none, is no longer
};

/// `sounds` are those of set.clips, whose parts are given.
DataReport report_data(const ClipSet& set, const std::vector<SoundFacts>& sounds);

/// The steps of report_data that have files of their own.
std::vector<Duplicates> find_duplicates(const ClipSet& set, const std::vector<SoundFacts>& sounds);
std::vector<Leak> find_leaks(const ClipSet& set, const std::vector<SoundFacts>& sounds);

bool is_clipped(const SoundFacts& sound);
bool is_silent(const SoundFacts& sound);

/// What should be looked into, a line each, with what to do about it.
std::vector<std::string> data_warnings(const DataReport& report, const ClipSet& set,
                                       const FeaturesConfig& features);
/// The report for a terminal, without its warnings: a paragraph a class and, with `sources`, a line
/// a source.
std::string data_report_text(const DataReport& report, bool sources);
/// "44100 (12), 48000 (3)": values, and how many clips have each.
std::string counted_text(const std::map<int, std::size_t>& values);
/// data.csv: name,label,group,part,rate,channels,seconds,rms_db,clipped,bandwidth_hz,hash.
std::string data_csv(const ClipSet& set, const std::vector<SoundFacts>& sounds);

}  // namespace canopy
