#include "config/checks.h"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <regex>

namespace canopy {
namespace {

/// Numbers and texts as JSON writes them.
template <class T>
std::string text(const T& value) {
  return nlohmann::json(value).dump();
}

class Checks {
 public:
  explicit Checks(Problems& problems) : problems_(problems) {}

  /// `holds` is asked only when all the pointers could be read; the problem stands at the first.
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

/// Why the pattern is no regular expression; empty when it is one.
std::string regex_error(const std::string& pattern) {
  try {
    std::regex compiled(pattern);
    return "";
  } catch (const std::regex_error& error) {
    return error.what();
  }
}

void check_data(const DataConfig& data, Checks& checks) {
  const int kinds = !data.classes.empty() + !data.manifest.empty() + data.labels.has_value();
  checks.rule(
      {"/data/classes", "/data/manifest", "/data/labels"}, [&] { return kinds > 0; },
      "missing; expected classes (name and folder), a manifest or labels");
  checks.rule(
      {data.manifest.empty() ? "/data/labels" : "/data/manifest", "/data/classes", "/data/labels"},
      [&] { return kinds < 2; },
      "expected one of classes, manifest and labels, got " + text(kinds));
  checks.rule(
      {"/data/classes"}, [&] { return data.classes.size() != 1; },
      "expected at least 2 classes, got 1");
  checks.rule(
      {"/data/classes"}, [&] { return folders_differ(data); },
      "expected a folder of its own for each class, got one folder twice");
  if (!data.positive.empty() && !data.classes.empty()) {
    checks.rule(
        {"/data/positive", "/data/classes"}, [&] { return has_class(data, data.positive); },
        "expected one of the classes, got " + text(data.positive));
    checks.rule(
        {"/data/positive", "/data/classes"}, [&] { return data.classes.size() <= 2; },
        "expected exactly 2 classes beside it, got " + std::to_string(data.classes.size()) +
            "; leave positive out for a network with an output a class");
  }
  if (data.multi_label) {
    checks.rule(
        {"/data/multi_label", "/data/manifest"}, [&] { return !data.manifest.empty(); },
        "expected a manifest, whose label column names any number of classes");
    checks.rule(
        {"/data/multi_label", "/data/positive"}, [&] { return data.positive.empty(); },
        "expected no data.positive, since each class is found by itself, got " +
            text(data.positive));
  }
  const SplitConfig& split = data.split;
  checks.rule(
      {"/data/split/validation", "/data/split/train"},
      [&] {
        return split.folds > 0 || !split.test_groups.empty() || split.train + split.validation < 1;
      },
      "expected less than 1 together with train, " + text(split.train) + ", got " +
          text(split.validation));
  checks.rule(
      {"/data/split/folds", "/data/split/test_groups"},
      [&] { return split.folds == 0 || split.test_groups.empty(); },
      "expected either folds or test_groups, got both");
  checks.rule(
      {"/data/split/folds"}, [&] { return split.folds != 1; }, "expected at least 2 folds, got 1");
  checks.rule(
      {"/data/split/fold", "/data/split/folds"},
      [&] { return split.fold < std::max(1, split.folds); },
      "expected less than folds, " + text(split.folds) + ", got " + text(split.fold));
  checks.rule(
      {"/data/split/test_groups", "/data/split/kind"},
      [&] { return split.test_groups.empty() || split.kind == SplitKind::grouped; },
      "expected kind grouped, which keeps sources together");
  const std::string bad = regex_error(data.split.group_pattern);
  checks.rule(
      {"/data/split/group_pattern"}, [&] { return bad.empty(); },
      "expected a regular expression, got " + text(data.split.group_pattern) + " (" + bad + ")");
}

void check_features(const FeaturesConfig& features, Checks& checks) {
  const StftConfig& stft = features.stft;
  checks.rule(
      {"/features/stft/fft", "/features/stft/frame"}, [&] { return stft.fft >= stft.frame; },
      "expected at least the frame, " + text(stft.frame) + ", got " + text(stft.fft));
  checks.rule(
      {"/features/clip_samples", "/features/stft/frame"},
      [&] { return features.clip_samples >= stft.frame; },
      "expected at least the frame, " + text(stft.frame) + ", got " + text(features.clip_samples));
  if (!features.mel) return;
  const MelConfig& mel = *features.mel;
  const double nyquist = features.sample_rate / 2.0;
  checks.rule(
      {"/features/mel/high_hz", "/features/sample_rate"}, [&] { return mel.high_hz <= nyquist; },
      "expected at most half the sample rate, " + text(nyquist) + ", got " + text(mel.high_hz));
  checks.rule(
      {"/features/mel/low_hz", "/features/mel/high_hz"}, [&] { return mel.low_hz < mel.high_hz; },
      "expected less than high_hz, " + text(mel.high_hz) + ", got " + text(mel.low_hz));
}

void check_scan(const Config& config, Checks& checks) {
  if (!config.scan) return;
  const ScanConfig& scan = *config.scan;
  const bool peaks = scan.counting.method == CountingMethod::peaks;
  checks.rule(
      {"/scan/counting/peaks/low_threshold", "/scan/threshold"},
      [&] { return !peaks || scan.counting.peaks.low_threshold <= scan.threshold; },
      "expected at most scan.threshold, " + text(scan.threshold) + ", got " +
          text(scan.counting.peaks.low_threshold));
  checks.rule(
      {"/scan/class_thresholds", "/data/multi_label", "/train/decision/aim"},
      [&] {
        return !scan.class_thresholds ||
               (config.data.multi_label && config.train.decision.aim != DecisionAim::fixed);
      },
      "expected data.multi_label and a train.decision.aim that chooses a threshold for each class");
  checks.rule(
      {"/scan/tune", "/scan/counting/method"}, [&] { return !scan.tune || peaks; },
      "expected counting.method \"peaks\", whose parameters it chooses");
  checks.rule(
      {"/scan/tune", "/data/positive"}, [&] { return !scan.tune || !config.data.positive.empty(); },
      "expected data.positive, the class whose calls it counts");
}

void check_train(const Config& config, Checks& checks) {
  checks.rule(
      {"/train/decision/aim", "/data/positive", "/data/multi_label"},
      [&] {
        return config.train.decision.aim == DecisionAim::fixed || !config.data.positive.empty() ||
               config.data.multi_label;
      },
      "expected \"fixed\" where data.positive names no class and data.multi_label is not set, "
      "since a network that chooses one of many classes has no threshold");
}

/// What is chosen on the validation part. A manifest may name that part itself, which is seen when
/// it is read (run/validation_part.h).
void check_choices(const Config& config, Checks& checks) {
  const bool may_validate = config.data.split.validation > 0 || !config.data.manifest.empty();
  const auto needs_validation = [&](const char* pointer, bool chooses, const char* why) {
    checks.rule(
        {pointer, "/data/split/validation"}, [&] { return !chooses || may_validate; },
        std::string("expected a validation part (data.split.validation)") + why);
  };
  const DecisionConfig& decision = config.train.decision;
  const char* apart = ": the test part must not choose";
  needs_validation("/train/early_stopping", config.train.early_stopping.has_value(), apart);
  needs_validation("/train/decision/aim", decision.aim != DecisionAim::fixed, apart);
  needs_validation("/train/decision/calibrate", decision.calibrate, apart);
  needs_validation("/scan/tune", config.scan && config.scan->tune,
                   ", whose calls it puts into recordings");
}

void check_augment(const Config& config, Checks& checks) {
  if (!config.train.augment) return;
  const AugmentConfig& augment = *config.train.augment;
  checks.rule(
      {"/train/cache"}, [&] { return config.train.cache != CacheKind::features; },
      "expected \"auto\", \"waves\" or \"none\" with train.augment, which changes the sound before "
      "it becomes features, got \"features\"");
  if (augment.placement) {
    const double half = config.features.clip_samples / 2.0 / config.features.sample_rate;
    checks.rule(
        {"/train/augment/placement/jitter_s", "/features/clip_samples", "/features/sample_rate"},
        [&] { return augment.placement->jitter_s < half; },
        "expected less than half a window, " + text(half) + ", got " +
            text(augment.placement->jitter_s));
  }
  if (augment.displace)
    checks.rule(
        {"/train/augment/displace", "/data/positive"},
        [&] { return !config.data.positive.empty(); },
        "expected none where data.positive names no class: what counts as negative then?");
  if (augment.pieces) {
    checks.rule(
        {"/train/augment/pieces", "/data/positive"}, [&] { return !config.data.positive.empty(); },
        "expected none where data.positive names no class: what counts as negative then?");
    checks.rule(
        {"/train/augment/pieces/least_share", "/train/augment/pieces/most_share"},
        [&] { return augment.pieces->least_share <= augment.pieces->most_share; },
        "expected at most most_share, " + text(augment.pieces->most_share) + ", got " +
            text(augment.pieces->least_share));
  }
  if (augment.gain)
    checks.rule(
        {"/train/augment/gain/low_db", "/train/augment/gain/high_db"},
        [&] { return augment.gain->low_db <= augment.gain->high_db; },
        "expected at most high_db, " + text(augment.gain->high_db) + ", got " +
            text(augment.gain->low_db));
  if (augment.mix)
    checks.rule(
        {"/train/augment/mix/low_db", "/train/augment/mix/high_db"},
        [&] { return augment.mix->low_db <= augment.mix->high_db; },
        "expected at most high_db, " + text(augment.mix->high_db) + ", got " +
            text(augment.mix->low_db));
}

}  // namespace

void check_training(const Config& config, Problems& problems) {
  Checks checks(problems);
  check_choices(config, checks);
}

void check_config(const Config& config, Problems& problems) {
  Checks checks(problems);
  check_data(config.data, checks);
  check_features(config.features, checks);
  check_train(config, checks);
  check_augment(config, checks);
  check_scan(config, checks);
}

}  // namespace canopy
