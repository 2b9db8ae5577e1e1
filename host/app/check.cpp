// `trainer check --config FILE`: everything a run would find out before its first step, and nothing
// written: the config, every clip decoded whole, the split, the network's memory, the recordings.
#include <cstdio>

#include "app/check_recordings.h"
#include "app/commands.h"
#include "base/interrupt.h"
#include "config/reader.h"
#include "data/data_report.h"
#include "model/precision.h"
#include "scan/scan.h"
#include "feed/ingest.h"
#include "train/trainer.h"
#include "run/validation_part.h"

namespace canopy {
namespace {

/// What is looked at only when asked for.
struct CheckedMore {
  bool sources = false;
  bool whole_recordings = false;
};

/// Decodes every clip, with nothing kept of its sound but the facts.
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
    std::vector<char>& mine = memory[static_cast<std::size_t>(slot)];
    mine.resize(bytes);
    return mine.data();
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

int check(const std::string& path, const std::vector<std::string>& settings,
          const DeviceOptions& device, const CheckedMore& more) {
  std::vector<Override> overrides;
  for (const std::string& setting : settings) overrides.push_back(parse_override(setting));
  const Config config = read_config_file(path, overrides);
  std::printf("config: %s is well-formed\n", path.c_str());

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
  need_validation(config, clips.set);
  print_clips(clips, config.features, more.sources);

  const Network network(*backend, config.model, feature_image(config.features),
                        training_options(config, listed.classes.size(), listed.task));
  std::printf("network: %lld parameters; training needs %.1f GB, %s has %.1f GB free\n%s",
              static_cast<long long>(network.parameter_count()),
              static_cast<double>(network.memory_bytes()) / 1e9, info.id.c_str(),
              static_cast<double>(info.free_bytes) / 1e9, network.summary().c_str());
  if (config.scan && !config.scan->recordings.empty())
    check_recordings(list_recordings({scanned_path(config)}), more.whole_recordings, threads);
  return interrupt_signal() ? 128 + interrupt_signal() : 0;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  struct Options {
    std::string config;
    std::vector<std::string> settings;
    DeviceOptions device;
    CheckedMore more;
  };
  const auto options = std::make_shared<Options>();
  CLI::App& command =
      *app.add_subcommand("check", "try a config and its data without training or writing");
  command.add_option("--config", options->config, "the JSON file that describes the run")
      ->required();
  command.add_option("--set", options->settings, "/train/epochs=8 changes one value of the config")
      ->allow_extra_args(false);
  command.add_flag("--sources", options->more.sources, "a line for each source recording as well");
  command.add_flag("--recordings", options->more.whole_recordings,
                   "read the recordings to scan to their ends, not only their beginnings");
  options->device.add_to(command);
  command.callback([&action, options] {
    action = [options] {
      return check(options->config, options->settings, options->device, options->more);
    };
  });
}

}  // namespace canopy
