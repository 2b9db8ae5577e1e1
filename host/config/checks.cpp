#include "config/checks.h"

#include <algorithm>
#include <initializer_list>
#include <regex>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace canopy {
namespace {

/// A number or string as JSON.
template <class T>
std::string text(const T& value) {
  return nlohmann::json(value).dump();
}

/// "expected at most high_db (6.0), got 7.0"
template <class T>
std::string out_of_bound(const char* expected, const T& bound, const T& got) {
  return fmt::format("expected {} ({}), got {}", expected, text(bound), text(got));
}

class Checks {
 public:
  explicit Checks(Problems& problems) : problems_(problems) {}

  /// Adds a problem at the first pointer unless `holds()`, which is called only if the values at
  /// all pointers could be read.
  template <class Rule>
  void rule(std::initializer_list<const char*> pointers, Rule holds, const std::string& message) {
    for (const char* pointer : pointers)
      if (!problems_.clean(pointer)) return;
    if (!holds()) problems_.add(*pointers.begin(), message);
  }

 private:
  Problems& problems_;
};

bool has_class(const DataConfig& data, const std::string& name) {
  return std::any_of(data.classes.begin(), data.classes.end(),
                     [&](const ClassFolder& c) { return c.name == name; });
}

bool folders_differ(const DataConfig& data) {
  for (std::size_t i = 0; i < data.classes.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (data.classes[i].folder == data.classes[j].folder) return false;
  return true;
}

/// Why the pattern is not a valid regular expression; empty if it is.
std::string regex_error(const std::string& pattern) {
  try {
    std::regex compiled(pattern);
    return "";
  } catch (const std::regex_error& error) {
    return error.what();
  }
}

void check_clips(const DataConfig& data, Checks& checks) {
  const int sources = !data.classes.empty() + !data.manifest.empty() + data.labels.has_value();
  checks.rule(
      {"/data/classes", "/data/manifest", "/data/labels"}, [&] { return sources > 0; },
      "missing; expected one of classes, manifest and labels");
  checks.rule(
      {data.manifest.empty() ? "/data/labels" : "/data/manifest", "/data/classes", "/data/labels"},
      [&] { return sources < 2; },
      "expected only one of classes, manifest and labels, got " + text(sources));
  checks.rule(
      {"/data/classes"}, [&] { return data.classes.size() != 1; },
      "expected at least 2 classes, got 1");
  checks.rule(
      {"/data/classes"}, [&] { return folders_differ(data); },
      "expected a different folder for each class, got the same folder twice");
  if (!data.positive.empty() && !data.classes.empty()) {
    checks.rule(
        {"/data/positive", "/data/classes"}, [&] { return has_class(data, data.positive); },
        "expected one of the classes, got " + text(data.positive));
    checks.rule(
        {"/data/positive", "/data/classes"}, [&] { return data.classes.size() <= 2; },
        fmt::format(
            "expected exactly 2 classes, got {}; omit positive for a network with one output "
            "per class",
            data.classes.size()));
  }
  if (data.multi_label) {
    checks.rule(
        {"/data/multi_label", "/data/manifest"}, [&] { return !data.manifest.empty(); },
        "expected a manifest, whose label column can list several classes per clip");
    checks.rule(
        {"/data/multi_label", "/data/positive"}, [&] { return data.positive.empty(); },
        "expected no data.positive, as each class is detected independently, got " +
            text(data.positive));
  }
}

void check_split(const SplitConfig& split, Checks& checks) {
  checks.rule(
      {"/data/split/validation", "/data/split/train"},
      [&] {
        return split.folds > 0 || !split.test_groups.empty() || split.train + split.validation < 1;
      },
      out_of_bound("less than 1 together with train", split.train, split.validation));
  checks.rule(
      {"/data/split/folds", "/data/split/test_groups"},
      [&] { return split.folds == 0 || split.test_groups.empty(); },
      "expected either folds or test_groups, got both");
  checks.rule(
      {"/data/split/folds"}, [&] { return split.folds != 1; }, "expected at least 2 folds, got 1");
  checks.rule(
      {"/data/split/fold", "/data/split/folds"},
      [&] { return split.fold < std::max(1, split.folds); },
      out_of_bound("less than folds", split.folds, split.fold));
  checks.rule(
      {"/data/split/test_groups", "/data/split/kind"},
      [&] { return split.test_groups.empty() || split.kind == SplitKind::grouped; },
      "expected kind \"grouped\", which keeps each source in one part");
  const std::string bad = regex_error(split.group_pattern);
  checks.rule(
      {"/data/split/group_pattern"}, [&] { return bad.empty(); },
      fmt::format("expected a regular expression, got {} ({})", text(split.group_pattern), bad));
}

void check_features(const FeaturesConfig& features, Checks& checks) {
  const StftConfig& stft = features.stft;
  checks.rule(
      {"/features/stft/fft", "/features/stft/frame"}, [&] { return stft.fft >= stft.frame; },
      out_of_bound("at least frame", stft.frame, stft.fft));
  checks.rule(
      {"/features/clip_samples", "/features/stft/frame"},
      [&] { return features.clip_samples >= stft.frame; },
      out_of_bound("at least stft.frame", stft.frame, features.clip_samples));
  if (!features.mel) return;
  const MelConfig& mel = *features.mel;
  const double nyquist = features.sample_rate / 2.0;
  checks.rule(
      {"/features/mel/high_hz", "/features/sample_rate"}, [&] { return mel.high_hz <= nyquist; },
      out_of_bound("at most half the sample rate", nyquist, mel.high_hz));
  checks.rule(
      {"/features/mel/low_hz", "/features/mel/high_hz"}, [&] { return mel.low_hz < mel.high_hz; },
      out_of_bound("less than high_hz", mel.high_hz, mel.low_hz));
}

void check_scan(const Config& config, Checks& checks) {
  if (!config.scan) return;
  const ScanConfig& scan = *config.scan;
  const bool peaks = scan.counting.method == CountingMethod::peaks;
  checks.rule(
      {"/scan/counting/peaks/low_threshold", "/scan/threshold"},
      [&] { return !peaks || scan.counting.peaks.low_threshold <= scan.threshold; },
      out_of_bound("at most scan.threshold", scan.threshold, scan.counting.peaks.low_threshold));
  checks.rule(
      {"/scan/class_thresholds", "/data/multi_label", "/train/decision/aim"},
      [&] {
        return !scan.class_thresholds ||
               (config.data.multi_label && config.train.decision.aim != DecisionAim::fixed);
      },
      "expected data.multi_label and a train.decision.aim that chooses a threshold for each class");
  checks.rule(
      {"/scan/tune", "/scan/counting/method"}, [&] { return !scan.tune || peaks; },
      "expected counting.method \"peaks\", whose parameters are tuned");
  checks.rule(
      {"/scan/tune", "/data/positive"}, [&] { return !scan.tune || !config.data.positive.empty(); },
      "expected data.positive, the class whose calls are counted");
}

void check_train(const Config& config, Checks& checks) {
  checks.rule(
      {"/train/decision/aim", "/data/positive", "/data/multi_label"},
      [&] {
        return config.train.decision.aim == DecisionAim::fixed || !config.data.positive.empty() ||
               config.data.multi_label;
      },
      "must be \"fixed\": a network that chooses one of several classes has no threshold");
}

/// Everything that is chosen on the validation part. A manifest may assign clips to that part
/// itself; run/validation_part.h checks that once the manifest is read.
void check_choices(const Config& config, Checks& checks) {
  const bool may_validate = config.data.split.validation > 0 || !config.data.manifest.empty();
  const auto needs_validation = [&](const char* pointer, bool chooses, const char* why) {
    checks.rule(
        {pointer, "/data/split/validation"}, [&] { return !chooses || may_validate; },
        fmt::format("needs a validation part; set data.split.validation ({})", why));
  };
  const DecisionConfig& decision = config.train.decision;
  const char* not_the_test_part = "the test part must not be used for this";
  needs_validation("/train/early_stopping", config.train.early_stopping.has_value(),
                   not_the_test_part);
  needs_validation("/train/decision/aim", decision.aim != DecisionAim::fixed, not_the_test_part);
  needs_validation("/train/decision/calibrate", decision.calibrate, not_the_test_part);
  needs_validation("/scan/tune", config.scan && config.scan->tune,
                   "its calls are placed in synthetic recordings");
}

void check_augment(const Config& config, Checks& checks) {
  if (!config.train.augment) return;
  const AugmentConfig& augment = *config.train.augment;
  checks.rule(
      {"/train/cache"}, [&] { return config.train.cache != CacheKind::features; },
      "expected \"auto\", \"waves\" or \"none\" with train.augment, which changes the audio "
      "before the features are computed, got \"features\"");
  if (augment.placement) {
    const double half = config.features.clip_samples / 2.0 / config.features.sample_rate;
    checks.rule(
        {"/train/augment/placement/jitter_s", "/features/clip_samples", "/features/sample_rate"},
        [&] { return augment.placement->jitter_s < half; },
        out_of_bound("less than half a window", half, augment.placement->jitter_s));
  }
  if (augment.displace)
    checks.rule(
        {"/train/augment/displace", "/data/positive"},
        [&] { return !config.data.positive.empty(); },
        "requires data.positive: without it there is no negative class");
  if (augment.pieces) {
    checks.rule(
        {"/train/augment/pieces", "/data/positive"}, [&] { return !config.data.positive.empty(); },
        "requires data.positive: without it there is no negative class");
    checks.rule(
        {"/train/augment/pieces/least_share", "/train/augment/pieces/most_share"},
        [&] { return augment.pieces->least_share <= augment.pieces->most_share; },
        out_of_bound("at most most_share", augment.pieces->most_share,
                     augment.pieces->least_share));
  }
  if (augment.gain)
    checks.rule(
        {"/train/augment/gain/low_db", "/train/augment/gain/high_db"},
        [&] { return augment.gain->low_db <= augment.gain->high_db; },
        out_of_bound("at most high_db", augment.gain->high_db, augment.gain->low_db));
  if (augment.mix)
    checks.rule(
        {"/train/augment/mix/low_db", "/train/augment/mix/high_db"},
        [&] { return augment.mix->low_db <= augment.mix->high_db; },
        out_of_bound("at most high_db", augment.mix->high_db, augment.mix->low_db));
}

}  // namespace

void check_training(const Config& config, Problems& problems) {
  Checks checks(problems);
  check_choices(config, checks);
}

void check_config(const Config& config, Problems& problems) {
  Checks checks(problems);
  check_clips(config.data, checks);
  check_split(config.data.split, checks);
  check_features(config.features, checks);
  check_train(config, checks);
  check_augment(config, checks);
  check_scan(config, checks);
}

}  // namespace canopy
