// `trainer check --config FILE`: checks everything that a run checks before its first training
// step, and writes nothing: the config, every clip (decoded completely), the split, the memory that
// the network needs and the recordings to scan.
#include <cstdio>

#include "app/check_recordings.h"
#include "app/commands.h"
#include "base/interrupt.h"
#include "config/reader.h"
#include "data/data_report.h"
#include "feed/ingest.h"
#include "model/precision.h"
#include "run/validation_part.h"
#include "scan/scan.h"
#include "train/trainer.h"

namespace canopy {
namespace {

/// The optional parts of the check.
struct CheckOptions {
  bool sources = false;           // print a line per source
  bool whole_recordings = false;  // decode the recordings completely
};

/// Decodes and measures every clip; the sound itself is not kept.
Survey read_clips(const ClipSet& listed, const Config& config, int threads) {
  LoaderOptions options;
  options.threads = threads;
  options.slots = 2 * threads;
  options.max_clip_s = config.data.max_clip_s;
  options.measure = true;
  std::vector<std::vector<char>> memory(static_cast<std::size_t>(options.slots));
  std::vector<std::size_t> order(listed.clips.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  Loader loader(listed.clips, order, options, [&](int slot, std::size_t bytes) -> void* {
    std::vector<char>& buffer = memory[static_cast<std::size_t>(slot)];
    buffer.resize(bytes);
    return buffer.data();
  });
  return survey_clips(listed, [&](LoadedClip& clip) {
    if (!loader.next(clip)) return false;
    loader.release(clip.slot);
    return true;
  });
}

void print_clips(const Survey& survey, const FeaturesConfig& features, bool sources) {
  const DataReport report = report_data(survey.set, survey.sounds);
  std::printf("%s", data_report_text(report, sources).c_str());
  for (const std::string& line : data_warnings(report, survey.set, features))
    std::printf("%s\n", line.c_str());
}

int check(const ConfigOptions& given, const DeviceOptions& device, const CheckOptions& checked) {
  const Config config = read_config_file(given.path, given.overrides());
  std::printf("config: %s is valid\n", given.path.c_str());

  const ClipSet listed = list_clips(config.data);
  const std::unique_ptr<Backend> backend = device.open(backend_options(config.train));
  const DeviceInfo info = backend->info();
  const int threads = device.decoding_threads(*backend);
  Survey clips = read_clips(listed, config, threads);
  if (interrupt_signal()) return 128 + interrupt_signal();
  for (const BadFile& file : clips.bad)
    std::printf("damaged: %s: %s\n", file.name.c_str(), file.reason.c_str());
  require_good_clips(listed, clips);
  split_clips(clips.set, config.data.split);
  require_validation_part(config, clips.set);
  print_clips(clips, config.features, checked.sources);

  const Network network(*backend, config.model, feature_image(config.features),
                        training_options(config, listed.classes.size(), listed.task));
  std::printf("network: %lld parameters; training needs %.1f GB, %s has %.1f GB free\n%s",
              static_cast<long long>(network.parameter_count()),
              static_cast<double>(network.memory_bytes()) / 1e9, info.id.c_str(),
              static_cast<double>(info.free_bytes) / 1e9, network.summary().c_str());
  if (config.scan && !config.scan->recordings.empty())
    check_recordings(list_recordings({scanned_path(config)}), checked.whole_recordings, threads);
  return interrupt_signal() ? 128 + interrupt_signal() : 0;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  struct Options {
    ConfigOptions config;
    DeviceOptions device;
    CheckOptions checked;
  };
  const auto options = std::make_shared<Options>();
  CLI::App& command = *app.add_subcommand(
      "check", "check a config and its data, without training or writing anything");
  options->config.add_to(command)->required();
  command.add_flag("--sources", options->checked.sources, "also print a line per source recording");
  command.add_flag("--recordings", options->checked.whole_recordings,
                   "decode the recordings to scan completely, not only their beginnings");
  options->device.add_to(command);
  command.callback([&action, options] {
    action = [options] { return check(options->config, options->device, options->checked); };
  });
}

}  // namespace canopy
