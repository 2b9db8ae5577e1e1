// What in the data report should be looked into, and what to do about it.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "data/data_report.h"

namespace canopy {
namespace {

constexpr std::size_t most_named = 5;  // of a kind of warning; the rest is counted

template <class... Values>
std::string print(const char* format, Values... values) {
  char text[1024];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

std::string clips_text(std::size_t clips) {
  return std::to_string(clips) + (clips == 1 ? " clip" : " clips");
}

std::string trait_name(Trait trait) {
  switch (trait) {
    case Trait::sample_rate:
      return "the sample rate";
    case Trait::channels:
      return "the number of channels";
    case Trait::duration:
      return "the duration";
    case Trait::bandwidth:
      break;
  }
  return "the bandwidth";
}

/// What keeps a network from seeing the trait, or whether the config already does.
std::string remedy(Trait trait, const DataReport& report, const FeaturesConfig& features) {
  const double cut = features.mel ? features.mel->high_hz : features.sample_rate / 2.0;
  const double nyquist = std::floor(report.lowest_rate / 2.0);
  switch (trait) {
    case Trait::sample_rate:
      if (cut <= nyquist)
        return print("the network sees it no more, since it hears up to %.0f Hz", cut);
      return print(
          "bring all to one band: features.mel.high_hz at most %.0f (half the lowest rate)",
          nyquist);
    case Trait::bandwidth: {
      const double low = std::floor(report.low_bandwidth_hz);
      if (cut <= low) return print("the network hardly sees it, since it hears up to %.0f Hz", cut);
      return print(
          "features.mel.high_hz at most %.0f keeps to where nine tenths of each class have sound",
          low);
    }
    case Trait::channels:
      if (features.mono.kind == MonoKind::mean)
        return "features.mono \"first\" keeps the network from hearing that channels were mixed";
      return "the network hears one channel, but look at what else these clips differ in";
    case Trait::duration:
      break;
  }
  const double window = static_cast<double>(features.clip_samples) / features.sample_rate;
  if (report.short_clip_s >= window)
    return print("hardly any clip is shorter than the %.2f s that the network hears", window);
  return print(
      "the zeros that pad shorter clips show it: features.clip_samples at most %.0f, which nine "
      "tenths of each class fill, or clips of one length",
      std::floor(report.short_clip_s * features.sample_rate));
}

void warn_of_leaks(std::vector<std::string>& lines, const DataReport& report,
                   const FeaturesConfig& features) {
  for (const Leak& leak : report.leaks)
    lines.push_back("data: " + trait_name(leak.trait) + " alone tells " + leak.told + " from " +
                    leak.from +
                    print(" with a balanced accuracy of %.2f; ", leak.balanced_accuracy) +
                    remedy(leak.trait, report, features));
}

/// "a.wav (train) and b.wav (test)"
std::string both(const ClipSet& set, std::size_t a, std::size_t b, bool labels) {
  const auto text = [&](std::size_t i) {
    const Clip& clip = set.clips[i];
    return clip.name + " (" + (labels ? set.label_words(clip) : part_name(clip.part)) + ")";
  };
  return text(a) + " and " + text(b);
}

void warn_of_duplicates(std::vector<std::string>& lines, const DataReport& report,
                        const ClipSet& set) {
  std::size_t mislabelled = 0, torn = 0;
  for (const Duplicates& same : report.duplicates) {
    const std::size_t first = same.clips.front();
    const auto other = [&](auto differs) {
      return *std::find_if(same.clips.begin(), same.clips.end(),
                           [&](std::size_t i) { return differs(set.clips[i], set.clips[first]); });
    };
    if (same.labels_differ && ++mislabelled <= most_named)
      lines.push_back("data: one sound with two labels: " +
                      both(set, first,
                           other([](const Clip& a, const Clip& b) { return a.label != b.label; }),
                           true) +
                      "; take the wrong one away");
    if (same.parts_differ && ++torn <= most_named)
      lines.push_back(
          "data: one sound in two parts of the split: " +
          both(set, first, other([](const Clip& a, const Clip& b) { return a.part != b.part; }),
               false) +
          "; leave one source out with data.exclude_groups, or put both into one part with a "
          "manifest");
  }
  if (mislabelled > most_named)
    lines.push_back("data: ... and " + std::to_string(mislabelled - most_named) +
                    " more sounds with two labels");
  if (torn > most_named)
    lines.push_back("data: ... and " + std::to_string(torn - most_named) +
                    " more sounds in two parts of the split");
}

void warn_of_flaws(std::vector<std::string>& lines, const DataReport& report) {
  std::size_t clipped = 0, silent = 0;
  for (const ClipSummary& source : report.sources) {  // in which every clip is once
    clipped += source.clipped;
    silent += source.silent;
  }
  if (silent > 0)
    lines.push_back("data: " + clips_text(silent) +
                    " below -80 dBFS, as good as silent; data.csv names them (rms_db)");
  if (clipped > 0)
    lines.push_back("data: " + clips_text(clipped) +
                    " with samples that stand at full scale; data.csv names them (clipped)");
}

}  // namespace

std::vector<std::string> data_warnings(const DataReport& report, const ClipSet& set,
                                       const FeaturesConfig& features) {
  std::vector<std::string> lines;
  if (set.passed_over > 0)
    lines.push_back("data: " + std::to_string(set.passed_over) +
                    (set.passed_over == 1 ? " entry" : " entries") +
                    " of the class folders without an audio file's name passed over, such as " +
                    set.passed_over_example);
  warn_of_duplicates(lines, report, set);
  if (!report.split_sources.empty())
    lines.push_back("data: " + std::to_string(report.split_sources.size()) +
                    " sources have clips in more than one part of the split, such as " +
                    report.split_sources.front() +
                    ": figures on the test part will be too good; data.split.kind \"grouped\" "
                    "keeps sources together");
  warn_of_leaks(lines, report, features);
  warn_of_flaws(lines, report);
  return lines;
}

}  // namespace canopy
