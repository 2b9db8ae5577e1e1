#include "data/data_report.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/cells.h"
#include "base/files.h"

namespace canopy {
namespace {

constexpr double min_clipped = 1e-4;  // share of the samples
constexpr double silent_db = -80;
constexpr const char* no_class = "(none)";  // multi-label: clips without classes

/// The `share` quantile of each class's values; the lowest of them.
double lowest_quantile(std::vector<std::vector<double>> of_class, double share) {
  double lowest = std::numeric_limits<double>::infinity();
  for (std::vector<double>& values : of_class) {
    if (values.empty()) continue;
    const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    lowest = std::min(lowest, values[static_cast<std::size_t>(at)]);
  }
  return std::isfinite(lowest) ? lowest : 0;
}

double median(const std::vector<double>& values) {
  const std::size_t half = values.size() / 2;
  return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

ClipSummary summarise(const std::string& name, const std::vector<std::size_t>& which,
                      const ClipSet& set, const std::vector<SoundFacts>& sounds,
                      const std::vector<bool>& repeated) {
  ClipSummary summary;
  summary.name = name;
  summary.clips = which.size();
  std::vector<double> seconds;
  for (std::size_t i : which) {
    const Clip& clip = set.clips[i];
    const SoundFacts& sound = sounds[i];
    ++(clip.part == Part::train        ? summary.train
       : clip.part == Part::validation ? summary.validation
                                       : summary.test);
    summary.sources.insert(clip.group);
    const auto add = [&](std::size_t c) { summary.classes.insert(set.classes[c]); };
    if (!set.visit_classes(clip, add)) summary.classes.insert(no_class);
    ++summary.rates[sound.rate];
    ++summary.channels[sound.channels];
    summary.clipped += is_clipped(sound);
    summary.silent += is_silent(sound);
    summary.repeated += repeated[i];
    seconds.push_back(sound.seconds());
  }
  if (seconds.empty()) return summary;
  std::sort(seconds.begin(), seconds.end());
  summary.shortest_s = seconds.front();
  summary.median_s = median(seconds);
  summary.longest_s = seconds.back();
  return summary;
}

}  // namespace

bool is_clipped(const SoundFacts& sound) {
  return sound.clipped >= min_clipped;
}

bool is_silent(const SoundFacts& sound) {
  return sound.rms_db < silent_db;
}

DataReport report_data(const ClipSet& set, const std::vector<SoundFacts>& sounds) {
  DataReport report;
  report.duplicates = find_duplicates(set, sounds);
  report.leaks = find_leaks(set, sounds);
  std::vector<bool> repeated(set.clips.size());
  for (const Duplicates& same : report.duplicates)
    for (std::size_t i : same.clips) repeated[i] = true;

  std::vector<std::vector<std::size_t>> of_class(set.classes.size());
  std::vector<std::size_t> without_class;
  std::map<std::string, std::vector<std::size_t>> of_source;
  // the last row is for clips without classes, which the same traits may give away
  std::vector<std::vector<double>> bandwidths(set.classes.size() + 1), seconds(bandwidths);
  for (std::size_t i = 0; i < set.clips.size(); ++i) {
    const auto measure = [&](std::size_t c) {
      bandwidths[c].push_back(sounds[i].bandwidth_hz);
      seconds[c].push_back(sounds[i].seconds());
    };
    const bool any = set.visit_classes(set.clips[i], [&](std::size_t c) {
      of_class[c].push_back(i);
      measure(c);
    });
    if (!any) {
      without_class.push_back(i);
      measure(set.classes.size());
    }
    of_source[set.clips[i].group].push_back(i);
    const int rate = sounds[i].rate;
    report.lowest_rate = i == 0 ? rate : std::min(report.lowest_rate, rate);
  }
  report.low_bandwidth_hz = lowest_quantile(std::move(bandwidths), 0.1);
  report.short_clip_s = lowest_quantile(std::move(seconds), 0.1);
  for (std::size_t c = 0; c < of_class.size(); ++c)
    report.classes.push_back(summarise(set.classes[c], of_class[c], set, sounds, repeated));
  if (!without_class.empty())
    report.classes.push_back(summarise(no_class, without_class, set, sounds, repeated));
  for (const auto& [name, which] : of_source)
    report.sources.push_back(summarise(name, which, set, sounds, repeated));
  std::sort(
      report.sources.begin(), report.sources.end(),
      [](const ClipSummary& a, const ClipSummary& b) { return natural_less(a.name, b.name); });
  for (const ClipSummary& source : report.sources)
    if ((source.train > 0) + (source.validation > 0) + (source.test > 0) > 1)
      report.split_sources.push_back(source.name);
  return report;
}

std::string data_csv(const ClipSet& set, const std::vector<SoundFacts>& sounds) {
  std::string text =
      "name,label,group,part,rate,channels,seconds,rms_db,clipped,bandwidth_hz,hash\n";
  for (std::size_t i = 0; i < set.clips.size(); ++i) {
    const Clip& clip = set.clips[i];
    const SoundFacts& sound = sounds[i];
    text += fmt::format("{},{},{},{},{},{},{:.6f},{:.2f},{:.6f},{:.0f},{}\n", csv_cell(clip.name),
                        csv_cell(set.label_text(clip)), csv_cell(clip.group), part_name(clip.part),
                        sound.rate, sound.channels, sound.seconds(), sound.rms_db, sound.clipped,
                        sound.bandwidth_hz, hash_text(sound.hash));
  }
  return text;
}

}  // namespace canopy
