// What in the data report needs attention, and what to do about it.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/counted.h"
#include "data/data_report.h"

namespace canopy {
namespace {

constexpr std::size_t max_named = 5;  // warnings of one kind; the others are only counted

const char* trait_name(Trait trait) {
  switch (trait) {
    case Trait::sample_rate:
      return "sample rate";
    case Trait::channels:
      return "number of channels";
    case Trait::duration:
      return "duration";
    case Trait::bandwidth:
      break;
  }
  return "bandwidth";
}

/// How to hide the trait from the model, or why the config already does.
std::string remedy(Trait trait, const DataReport& report, const FeaturesConfig& features) {
  const double cut = features.mel ? features.mel->high_hz : features.sample_rate / 2.0;
  const double nyquist = std::floor(report.lowest_rate / 2.0);
  switch (trait) {
    case Trait::sample_rate:
      if (cut <= nyquist)
        return fmt::format("already hidden: the model uses nothing above {:.0f} Hz", cut);
      return fmt::format(
          "to hide it, set features.mel.high_hz to at most {:.0f} (half the lowest sample rate)",
          nyquist);
    case Trait::bandwidth: {
      const double low = std::floor(report.low_bandwidth_hz);
      if (cut <= low)
        return fmt::format("mostly hidden: the model uses nothing above {:.0f} Hz", cut);
      return fmt::format(
          "to hide it, set features.mel.high_hz to at most {:.0f}; at least 90 % of the clips in "
          "each class reach that",
          low);
    }
    case Trait::channels:
      if (features.mono.kind == MonoKind::mean)
        return "features.mono \"first\" hides from the model that channels were mixed";
      return "the model uses one channel only, but check how else these clips differ";
    case Trait::duration:
      break;
  }
  const double window = static_cast<double>(features.clip_samples) / features.sample_rate;
  if (report.short_clip_s >= window)
    return fmt::format("mostly hidden: few clips are shorter than the {:.2f} s the model uses",
                       window);
  return fmt::format(
      "the zeros that pad short clips reveal it: set features.clip_samples to at most {:.0f} "
      "(at least 90 % of the clips in each class reach that), or use clips of equal length",
      std::floor(report.short_clip_s * features.sample_rate));
}

void warn_of_leaks(std::vector<std::string>& lines, const DataReport& report,
                   const FeaturesConfig& features) {
  for (const Leak& leak : report.leaks)
    lines.push_back(fmt::format(
        "data: the {} alone separates {} from {} with a balanced accuracy of {:.2f}; {}",
        trait_name(leak.trait), leak.class_name, leak.versus, leak.balanced_accuracy,
        remedy(leak.trait, report, features)));
}

/// "a.wav (train) and b.wav (test)"
std::string both(const ClipSet& set, std::size_t a, std::size_t b, bool labels) {
  const auto text = [&](std::size_t i) {
    const Clip& clip = set.clips[i];
    return fmt::format("{} ({})", clip.name, labels ? set.label_words(clip) : part_name(clip.part));
  };
  return text(a) + " and " + text(b);
}

void warn_of_duplicates(std::vector<std::string>& lines, const DataReport& report,
                        const ClipSet& set) {
  std::size_t mislabelled = 0, across_parts = 0;
  for (const Duplicates& same : report.duplicates) {
    const std::size_t first = same.clips.front();
    const auto other = [&](auto differs) {
      return *std::find_if(same.clips.begin(), same.clips.end(),
                           [&](std::size_t i) { return differs(set.clips[i], set.clips[first]); });
    };
    if (same.labels_differ && ++mislabelled <= max_named) {
      const auto labels_differ = [](const Clip& a, const Clip& b) { return a.label != b.label; };
      lines.push_back(fmt::format("data: the same sound has two labels: {}; remove the wrong one",
                                  both(set, first, other(labels_differ), true)));
    }
    if (same.parts_differ && ++across_parts <= max_named) {
      const auto parts_differ = [](const Clip& a, const Clip& b) { return a.part != b.part; };
      lines.push_back(
          fmt::format("data: the same sound is in two parts of the split: {}; exclude one source "
                      "with data.exclude_groups, or put both clips into one part in a manifest",
                      both(set, first, other(parts_differ), false)));
    }
  }
  const auto count_others = [&](std::size_t count, const char* singular, const char* plural) {
    if (count <= max_named) return;
    const std::size_t others = count - max_named;
    lines.push_back(
        fmt::format("data: {} {}", counted(others, "more sound"), others == 1 ? singular : plural));
  };
  count_others(mislabelled, "has two labels", "have two labels");
  count_others(across_parts, "is in two parts of the split", "are in two parts of the split");
}

void warn_of_flaws(std::vector<std::string>& lines, const DataReport& report) {
  std::size_t clipped = 0, silent = 0;
  for (const ClipSummary& source : report.sources) {  // each clip has exactly one source
    clipped += source.clipped;
    silent += source.silent;
  }
  if (silent > 0)
    lines.push_back(fmt::format("data: {} below -80 dBFS, almost silent; see rms_db in data.csv",
                                counted(silent, "clip")));
  if (clipped > 0)
    lines.push_back(fmt::format("data: {} with clipped samples; see clipped in data.csv",
                                counted(clipped, "clip")));
}

}  // namespace

std::vector<std::string> data_warnings(const DataReport& report, const ClipSet& set,
                                       const FeaturesConfig& features) {
  std::vector<std::string> lines;
  if (set.ignored > 0)
    lines.push_back(
        fmt::format("data: ignored {} without an audio file name in the class folders, such as {}",
                    counted(set.ignored, "item"), set.ignored_example));
  warn_of_duplicates(lines, report, set);
  if (!report.split_sources.empty())
    lines.push_back(fmt::format(
        "data: {} with clips in more than one part of the split, such as {}: results on the test "
        "part will be too good; data.split.kind \"grouped\" keeps sources together",
        counted(report.split_sources.size(), "source"), report.split_sources.front()));
  warn_of_leaks(lines, report, features);
  warn_of_flaws(lines, report);
  return lines;
}

}  // namespace canopy
